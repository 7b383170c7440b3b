/** Times as people say them: `0 9 * * 1-5` is every working day at 09:00. */
import { toString } from "cronstrue";
import "cronstrue/locales/pt_BR";
import { useTranslation } from "react-i18next";

const LOCALES: Readonly<Record<string, string>> = { "pt-BR": "pt_BR" };
const DAYS: Readonly<Record<string, string>> = { "*": "daily", "1-5": "working", "MON-FRI": "working" };

/** Gives the words for a cron expression; null for what it can't read: the server knows more forms, and decides. */
export function useTimesInWords(): (expression: string) => string | null {
  const { t, i18n } = useTranslation("schedules");
  return (expression) => {
    const plain = plainly(expression);
    return plain === null ? inWords(expression, i18n.language) : t(`words.${plain.days}`, { time: plain.time });
  };
}

/** What is once a day, on all days or on working days; null for all else. */
export function plainly(expression: string): { days: string; time: string } | null {
  const [, minute, hour, weekdays] = /^(\d{1,2}) (\d{1,2}) \* \* (\S+)$/.exec(expression.trim()) ?? [];
  const days = DAYS[weekdays?.toUpperCase() ?? ""];
  if (minute === undefined || hour === undefined || days === undefined || Number(minute) > 59 || Number(hour) > 23) return null;
  return { days, time: `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}` };
}

export function inWords(expression: string, language: string): string | null {
  try {
    return toString(expression.trim(), { locale: LOCALES[language] ?? "en", use24HourTimeFormat: true, verbose: true });
  } catch {
    return null;
  }
}
