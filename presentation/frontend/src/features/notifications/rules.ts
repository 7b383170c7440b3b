/** What a destination is told, between the form and the server: pure. */
import type { Destination } from "./asking";

export const OCCASIONS = ["first_failure", "failure", "recovery", "success", "question", "trouble"] as const;
export const SEVERITIES = ["info", "warning", "critical"] as const;
export const LANGUAGES = ["en", "pt-BR"] as const;

export interface Rules {
  channel: string;
  tell: string[];
  severity: (typeof SEVERITIES)[number];
  language: (typeof LANGUAGES)[number];
  procedures: string[];
  /** Times of day such as 22:30; both or none. */
  from: string;
  to: string;
  timeZone: string;
  digestMinutes: number;
}

export function beginning(timeZone: string): Rules {
  return {
    channel: "",
    tell: ["first_failure", "recovery", "question"],
    severity: "info",
    language: "en",
    procedures: [],
    from: "",
    to: "",
    timeZone,
    digestMinutes: 0,
  };
}

export function rulesOf(there: Destination, timeZone: string): Rules {
  const usual = beginning(there.quiet?.time_zone ?? timeZone);
  return {
    ...usual,
    channel: there.channel,
    tell: [...(there.tell ?? usual.tell)],
    severity: there.severity ?? usual.severity,
    language: there.language ?? usual.language,
    procedures: [...(there.procedures ?? [])],
    from: there.quiet?.from ?? "",
    to: there.quiet?.to ?? "",
    digestMinutes: (there.digest_seconds ?? 0) / 60,
  };
}

/** What the server is told; what the form doesn't show stays as it is in `there`. */
export function bodyOf(rules: Rules, there?: Destination) {
  const { channel, tell, severity, language, procedures, from, to, timeZone, digestMinutes } = rules;
  return {
    channel,
    tell: OCCASIONS.filter((each) => tell.includes(each)),
    severity,
    language,
    procedures,
    schedules: there?.schedules ?? [],
    nodes: there?.nodes ?? [],
    quiet: from && to ? { from, to, time_zone: timeZone } : null,
    digest_seconds: Math.round(digestMinutes * 60),
  };
}

export function isComplete({ channel, tell, from, to }: Rules): boolean {
  return channel !== "" && tell.length > 0 && (from === "") === (to === "");
}
