/** Procedures: what can run, and the sheet before it runs. */
import { ProceduresIcon } from "@/ui/icons";
import type { Feature } from "@/ui/page";

export const procedures: Feature = {
  name: "procedures",
  pages: [
    { path: "/procedures", load: () => import("./ProceduresPage") },
    { path: "/procedures/$name", load: () => import("./ProcedurePage") },
    { path: "/procedures/$name/run", load: () => import("./run/RunPage") },
  ],
  ways: [
    { to: "/procedures", title: "procedures:way", keys: "g p", verb: "procedure.read", icon: ProceduresIcon },
  ],
};
