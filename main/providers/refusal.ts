/** What is left of a refusal after its transport: the parts of the error body and the headers. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly type: string;
  readonly param: string;
  /** The server's words; read to tell cases apart, never shown, since they may repeat what was sent. */
  readonly message: string;
  readonly headers: Headers;
  /** The body is a web page and not an answer of this API. */
  readonly isWebPage: boolean;
}
