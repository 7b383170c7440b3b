/** The audit: who did, or was refused, what and when. */
import { AuditIcon } from "@/ui/icons";
import type { Feature } from "@/ui/page";

export const audit: Feature = {
  name: "audit",
  pages: [{ path: "/audit", load: () => import("./AuditPage") }],
  ways: [{ to: "/audit", title: "audit:way", keys: "g l", verb: "audit.read", icon: AuditIcon }],
};
