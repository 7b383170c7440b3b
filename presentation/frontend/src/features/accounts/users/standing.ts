/** Whether a user may come in, as a state that screens can draw. */

export function standingOf({ active }: { active: boolean }): "active" | "deactivated" {
  return active ? "active" : "deactivated";
}
