/** What went wrong, as RFC 9457 says it: a stable code, words, where, and the id that the log knows. */

export interface Complaint {
  path: string;
  code: string;
  message: string;
  line?: number;
}

/** An answer that is no success. `status` is 0 when the server could not be reached at all. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly errors: readonly Complaint[] = [],
    readonly requestId: string = "",
  ) {
    super(detail);
  }

  /** From a problem document, or from whatever stands in its place. */
  static of(document: unknown, status: number): Problem {
    if (typeof document !== "object" || document === null) return new Problem(status, `http.${status}`, "");
    const said = document as Record<string, unknown>;
    return new Problem(
      status,
      typeof said.code === "string" ? said.code : `http.${status}`,
      typeof said.detail === "string" ? said.detail : "",
      Array.isArray(said.errors) ? (said.errors as Complaint[]) : [],
      typeof said.request_id === "string" ? said.request_id : "",
    );
  }

  static unreachable(): Problem {
    return new Problem(0, "server.unreachable", "");
  }

  /** Whether asking again may help: nobody answered, or somebody behind it was away. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}
