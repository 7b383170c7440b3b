/** The typed client of presentation's REST API: its addresses and bodies come from openapi.json. */
import createClient, { type Middleware } from "openapi-fetch";
import { Problem } from "./problem";
import type { paths } from "./schema";
import { session } from "./session";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

const ours: Middleware = {
  onRequest({ request }) {
    const token = session.csrfToken();
    if (token !== null && !SAFE.has(request.method)) request.headers.set("X-CSRF-Token", token);
    return request;
  },
  onResponse({ request, response }) {
    const loggingIn = request.method === "POST" && request.url.endsWith("/session"); // a refusal ends nothing
    if (response.status === 401 && !loggingIn) session.ended();
    return response;
  },
};

export const api = createClient<paths>({ baseUrl: window.location.origin });
api.use(ours);

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** What was answered; throws a Problem for anything but success. An answer without a body is undefined. */
export async function said<Data>(asking: Promise<Answer<Data>>): Promise<Data> {
  let answer: Answer<Data>;
  try {
    answer = await asking;
  } catch {
    throw Problem.unreachable();
  }
  if (!answer.response.ok) throw Problem.of(answer.error, answer.response.status);
  return answer.data as Data;
}

/** The same, with the ETag that changing it asks for. */
export async function saidWithTag<Data>(asking: Promise<Answer<Data>>): Promise<{ data: Data; etag: string }> {
  const data = await said(asking);
  return { data, etag: (await asking).response.headers.get("ETag") ?? "" };
}

/** The header that makes a creation happen once, however often it is sent. Make it once for each intent. */
export function idempotencyKey(): string {
  return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4))).join("-");
}
