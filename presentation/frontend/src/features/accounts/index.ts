/** Accounts: who may do what, and what somebody does with their own account. */
import { UsersIcon } from "@/ui/icons";
import type { Feature } from "@/ui/page";

export const accounts: Feature = {
  name: "accounts",
  pages: [
    { path: "/users", load: () => import("./users/UsersPage") },
    { path: "/users/$name", load: () => import("./users/UserPage") },
    { path: "/roles", load: () => import("./roles/RolesPage") },
    { path: "/account", load: () => import("./own/AccountPage") },
  ],
  ways: [{ to: "/users", title: "accounts:way", keys: "g u", verb: "account.read", icon: UsersIcon }],
  acts: [
    { to: "/account", title: "accounts:own" },
    { to: "/roles", title: "accounts:roles", verb: "account.read" },
  ],
};
