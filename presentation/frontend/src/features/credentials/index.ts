/** Credentials: what hosts are logged in with; written here, read by nobody. */
import { CredentialIcon } from "@/ui/icons";
import type { Feature } from "@/ui/page";

export const credentials: Feature = {
  name: "credentials",
  pages: [
    { path: "/credentials", load: () => import("./CredentialsPage") },
    { path: "/credentials/new", load: () => import("./NewCredentialPage") },
    { path: "/credentials/$name", load: () => import("./CredentialPage") },
  ],
  ways: [{ to: "/credentials", title: "credentials:way", keys: "g c", verb: "credential.read", icon: CredentialIcon }],
  acts: [{ to: "/credentials/new", title: "credentials:new", verb: "credential.manage" }],
};
