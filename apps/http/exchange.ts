/** A request, whatever brought it: an event of Lambda or a connection of a server. */
export interface AppRequest {
  /** In capitals. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By names in lower case; cookies stand in `cookie`. */
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: string;
}

/** The answer to a request. */
export interface AppResponse {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  /** The values of `set-cookie`. @default - none */
  readonly cookies?: readonly string[];
  readonly body: string;
}

/** An application that Lambda and a server can run. */
export interface Application {
  /** Answers every request; it never rejects. */
  answer(request: AppRequest): Promise<AppResponse>;
  /** Ends what it holds open: no request comes any more. */
  close(): Promise<void>;
}

/** How many bytes a body may have. */
export const MOST_BYTES = 64 * 1024;
