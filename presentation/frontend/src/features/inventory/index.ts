/** The inventory: hosts and groups, one host, the import with its preview, and host keys that wait for people. */
import { InventoryIcon } from "@/ui/icons";
import type { Feature } from "@/ui/page";

export const inventory: Feature = {
  name: "inventory",
  pages: [
    { path: "/inventory", load: () => import("./hosts/InventoryPage") },
    { path: "/inventory/import", load: () => import("./importing/ImportPage") },
    { path: "/inventory/host-keys", load: () => import("./keys/HostKeysPage") },
    { path: "/inventory/new", load: () => import("./editing/NewHostPage") },
    { path: "/inventory/hosts/$name/edit", load: () => import("./editing/EditHostPage") },
    { path: "/inventory/hosts/$name", load: () => import("./host/HostPage") },
  ],
  ways: [
    { to: "/inventory", title: "inventory:way", keys: "g i", verb: "inventory.read", icon: InventoryIcon },
  ],
  acts: [
    { to: "/inventory/new", title: "inventory:new", verb: "inventory.edit" },
    { to: "/inventory/import", title: "inventory:import", verb: "inventory.edit" },
    { to: "/inventory/host-keys", title: "inventory:keys.title", verb: "inventory.edit" },
  ],
};
