/** The dashboard on a wall: one view at a time, large, turning by itself; Space holds it, Escape leaves. */
import { type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useKeyPress } from "@/ui/keys";
import { PageHead } from "@/ui/PageHead";
import { OVER } from "@/ui/states";
import { StateShape } from "@/ui/StateShape";
import { StatusBadge } from "@/ui/StatusBadge";
import { useSentence } from "@/ui/useSentence";
import { useOverview } from "../asking";
import { type Execution, loadOf, type Need, needsOf } from "../needs";
import { type Known, nextView, remember, STALE_MS, urgency, type View } from "./views";
import "./wall.css";

const TURN_MS = 15_000;
const TICK_MS = 1_000;
const MOST_ROWS = 7;

export function Wall(): ReactNode {
  const { t } = useTranslation("dashboard");
  const seen = useOverview();
  const [now, tick] = useState(Date.now());
  const [view, turn] = useState<View>("needs");
  const [held, hold] = useState(false);
  const [known, know] = useState<Known | null>(null);
  const needs = needsOf(seen, now);
  const running = seen.executions.filter(({ status }) => !OVER.has(status));
  const last = seen.executions.filter(({ status }) => OVER.has(status));
  useEffect(() => {
    const timer = window.setInterval(() => tick(Date.now()), TICK_MS);
    return () => window.clearInterval(timer);
  }, []);
  const next = nextView(view, { needs: needs.length, running: running.length, last: last.length });
  useEffect(() => {
    if (held) return undefined;
    const timer = window.setTimeout(() => turn(next), TURN_MS);
    return () => window.clearTimeout(timer);
  }, [held, next]);
  const names = needs.map(({ kind, items }) => `${kind} ${items.map(({ name }) => name).join()}`).join("\n");
  const learn = useEffectEvent(() => know((before) => remember(before, needs, Date.now())));
  useEffect(() => {
    if (!seen.pending) learn();
  }, [names, seen.pending]);
  useKeyPress((key) => {
    if (key === " ") hold(!held);
    if (key === "ArrowRight") turn(next);
    if (key === "Escape") window.location.assign("/");
    return key === " ";
  });
  const age = Math.max(0, Math.round((now - seen.at) / 1000));
  const stale = now - seen.at > STALE_MS;
  const told = seen.at > 0;
  const load = loadOf(seen.nodes);
  return (
    <div className="noc-wall" data-stale={stale} data-testid="wall">
      <div className="noc-wall-head">
        <PageHead title={t(`wall.${view}`)} />
        <span role="status">{told ? t(stale ? "wall.stale" : "wall.age", { count: age }) : t("wall.untold")}</span>
      </div>
      {view === "needs" && (told || needs.length > 0) && <WallNeeds needs={needs} known={known ?? {}} now={now} />}
      {view === "running" && <WallExecutions executions={running} />}
      {view === "last" && <WallExecutions executions={last} />}
      <div className="noc-wall-foot">
        {load.room > 0 && t("load", { ...load, waiting: t("load.waiting", { count: load.waiting }) })}
        <span>{t(held ? "wall.held" : "wall.keys")}</span>
      </div>
    </div>
  );
}

function WallNeeds({ needs, known, now }: { needs: readonly Need[]; known: Known; now: number }): ReactNode {
  const { t } = useTranslation("dashboard");
  if (needs.length === 0) {
    return (
      <p className="noc-wall-calm">
        <StateShape state="succeeded" size={72} />
        {t("calm")}
      </p>
    );
  }
  return (
    <ul>
      {needs.slice(0, MOST_ROWS).map(({ kind, state, count, items }) => (
        <li key={kind}>
          <StateShape state={state} size={44} />
          <div>
            <strong>{t(`need.${kind}`, { count })}</strong>
            <p>
              {items.slice(0, MOST_ROWS).map(({ name }) => (
                <span key={name} data-urgency={urgency(known, kind, name, now)}>
                  {name}
                </span>
              ))}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function WallExecutions({ executions }: { executions: readonly Execution[] }): ReactNode {
  const sentence = useSentence();
  return (
    <ul>
      {executions.slice(0, MOST_ROWS).map((each) => (
        <li key={each.id}>
          <StateShape state={each.status} size={44} />
          <div>
            <strong>{`#${each.number} ${String(each.procedure.name)}`}</strong> <StatusBadge state={each.status} size="md" />
            <p>{sentence(each)}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
