/** A password that nobody guesses and everybody can read out: five groups of four letters and digits. */

/** Without those that look alike. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 5;
const EACH = 4;

export function suggested(): string {
  const drawn = crypto.getRandomValues(new Uint32Array(GROUPS * EACH));
  const letters = Array.from(drawn, (number) => LETTERS[number % LETTERS.length]).join("");
  return Array.from({ length: GROUPS }, (_, group) => letters.slice(group * EACH, (group + 1) * EACH)).join("-");
}
