/** The flowchart editor: a procedure as a chart, as an outline and as text, all three the same. */
import type { Feature } from "@/ui/page";

export const editor: Feature = {
  name: "editor",
  pages: [
    { path: "/procedures/new", load: () => import("./NewProcedurePage") },
    { path: "/procedures/$name/edit", load: () => import("./EditorPage") },
  ],
  ways: [],
  acts: [{ to: "/procedures/new", title: "procedures:new", verb: "procedure.edit" }],
};
