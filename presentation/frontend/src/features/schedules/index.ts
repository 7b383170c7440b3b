/** Schedules: what runs by itself, and when next. */
import { ScheduleIcon } from "@/ui/icons";
import type { Feature } from "@/ui/page";

export const schedules: Feature = {
  name: "schedules",
  pages: [
    { path: "/schedules", load: () => import("./SchedulesPage") },
    { path: "/schedules/$schedule/messages", load: () => import("./messages/MessagesPage") },
    { path: "/schedules/new", load: () => import("./NewSchedulePage") },
  ],
  ways: [{ to: "/schedules", title: "schedules:way", keys: "g s", verb: "schedule.read", icon: ScheduleIcon }],
  acts: [{ to: "/schedules/new", title: "schedules:new", verb: "schedule.edit" }],
};
