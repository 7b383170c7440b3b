/** Notifications: who is told what, by which way, and what became of each message. */
import { NotificationIcon } from "@/ui/icons";
import type { Feature } from "@/ui/page";

export const notifications: Feature = {
  name: "notifications",
  pages: [{ path: "/notifications", load: () => import("./NotificationsPage") }],
  ways: [{ to: "/notifications", title: "notifications:way", keys: "g n", verb: "notification.read", icon: NotificationIcon }],
};
