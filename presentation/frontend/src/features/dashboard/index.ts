/** The dashboard: the front page, and the same on a wall. */
import { DashboardIcon } from "@/ui/icons";
import type { Feature } from "@/ui/page";

export const dashboard: Feature = {
  name: "dashboard",
  pages: [{ path: "/", load: () => import("./FrontPage") }],
  ways: [{ to: "/", title: "dashboard:way", keys: "g d", verb: "execution.read", icon: DashboardIcon }],
};
