/** One day of the calendar: what is due, at which times, and when a procedure's windows are shut. */
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Anchor } from "@/ui/Anchor";
import { dayAndTime, hourAndMinute } from "@/ui/times";
import { type Closed, type Day, type Entry, midnightOf, type Span } from "./calendar";

/** More times a day than these are told by their number, the first and the last. */
const MOST_TIMES = 4;

interface Shown {
  day: Day;
  span: Span;
  /** Whether it belongs to the month before or after. */
  outside: boolean;
}

export function CalendarDay({ day: { midnight, entries, closed }, span, outside }: Shown): ReactNode {
  const { t, i18n } = useTranslation("schedules");
  const today = midnight === midnightOf(Date.now());
  const full = new Intl.DateTimeFormat(i18n.language, { weekday: "long", day: "numeric", month: "long" });
  const short = new Intl.DateTimeFormat(i18n.language, { weekday: "short", day: "numeric" });
  const bare = entries.length === 0 ? "calendar-bare" : "";
  return (
    <li className={`calendar-day ${outside ? "calendar-outside" : ""} ${today ? "calendar-today" : ""} ${bare}`}>
      <h3 className="calendar-date">
        <time dateTime={new Date(midnight).toLocaleDateString("sv")}>
          <span className="calendar-long">{full.format(midnight)}</span>
          <span className="calendar-short" aria-hidden>
            {short.format(midnight)}
          </span>
        </time>
        {today && <span className="calendar-now">{t("calendar.today")}</span>}
      </h3>
      {closed.map((each, place) => (
        <Strip key={place} closed={each} told={span === "week"} />
      ))}
      {entries.map((each) => (
        <Due key={each.id} entry={each} midnight={midnight} />
      ))}
    </li>
  );
}

function Due({ entry: { name, procedure, fires, waits }, midnight }: { entry: Entry; midnight: number }): ReactNode {
  const { t, i18n } = useTranslation("schedules");
  const said = waits !== null && midnightOf(Date.parse(waits)) === midnight ? hourAndMinute : dayAndTime;
  const times = fires.map((each) => hourAndMinute(each, i18n.language));
  return (
    <div className="calendar-due">
      <Text size="sm" ff="monospace" component="span">
        {times.length > MOST_TIMES
          ? t("calendar.times", { count: times.length, first: times[0], last: times.at(-1) })
          : times.join(" ")}
      </Text>{" "}
      <Text size="sm" fw={600} component="span">
        {name}
      </Text>{" "}
      <Anchor size="sm" to="/procedures/$name" params={{ name: procedure }}>
        {procedure}
      </Anchor>
      {waits && (
        <Text size="sm" c="var(--noc-busy-text)">
          ‖ {t("calendar.waits", { time: said(waits, i18n.language) })}
        </Text>
      )}
    </div>
  );
}

/** The day from left to right, hatched where nothing of the procedure may begin. */
function Strip({ closed: { procedure, stretches }, told }: { closed: Closed; told: boolean }): ReactNode {
  const { t, i18n } = useTranslation("schedules");
  const hour = (at: number) => hourAndMinute(new Date(at).toISOString(), i18n.language);
  const wholeDay = stretches.some(({ from, to }) => from === 0 && to === 1);
  const said = stretches.map(({ since, until, to }) => `${hour(since)}–${to === 1 ? "24:00" : hour(until)}`).join(", ");
  const words = wholeDay ? t("calendar.shut_all_day", { procedure }) : t("calendar.shut_from", { procedure, times: said });
  return (
    <div title={words}>
      <div className="calendar-strip" role="img" aria-label={words}>
        {stretches.map(({ from, to }) => (
          <span key={from} className="calendar-shut" style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }} />
        ))}
      </div>
      {told && (
        <Text size="xs" c="dimmed" aria-hidden>
          {words}
        </Text>
      )}
    </div>
  );
}
