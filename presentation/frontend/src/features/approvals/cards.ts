/** Questions as people see them: hosts of one execution that stand at the same step share a card. */
import type { FieldSchema } from "./fields";

export interface Given {
  by: string;
  outcome: string;
  reason: string;
  at: string;
}

export interface Question {
  id: string;
  status: string;
  kind: string;
  question: string;
  fields?: unknown;
  approvers: string[];
  quorum: number;
  digest: string;
  risk?: unknown;
  execution: string;
  execution_number: number;
  procedure: string;
  params: Record<string, unknown>;
  asked_for: { name: string };
  host: string;
  node: string;
  asked_at: string;
  expires_at: string;
  closed_at: string | null;
  outcome: string | null;
  answers: Record<string, unknown>[];
}

export interface Card {
  key: string;
  first: Question;
  questions: Question[];
}

/** Whether one answer may be meant for both. */
function together(question: Question): string {
  const { execution, node, quorum, approvers, kind } = question;
  return JSON.stringify([execution, node, kind, quorum, approvers, question.fields ?? null]);
}

/** In the order in which the first of each card was asked. */
export function cardsOf(questions: readonly Question[]): Card[] {
  const cards = new Map<string, Question[]>();
  for (const question of questions) {
    const key = together(question);
    cards.set(key, [...(cards.get(key) ?? []), question]);
  }
  return [...cards].flatMap(([key, all]) => (all[0] ? [{ key, first: all[0], questions: all }] : []));
}

/** The one text of all, or none where each host is asked something of its own. */
export function sharedText(questions: readonly Question[]): string | null {
  const texts = new Set(questions.map((each) => each.question));
  return texts.size === 1 ? ([...texts][0] ?? null) : null;
}

export function fieldsOf(question: Question): Record<string, FieldSchema> {
  const { fields } = question;
  return typeof fields === "object" && fields !== null ? (fields as Record<string, FieldSchema>) : {};
}

export function answersOf(question: Question): Given[] {
  return question.answers as unknown as Given[];
}
