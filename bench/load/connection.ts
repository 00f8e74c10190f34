// One kept-alive HTTP/1.1 connection with one request under way: as little work a request as there can be, because
// the generator shares the machine with what it measures. It reads what our own gateway answers, no more of HTTP.
import { connect, type Socket } from "node:net";

export interface Answer {
  /** 0: the connection broke before an answer. */
  readonly status: number;
  readonly body: string;
}

const HEAD_END = Buffer.from("\r\n\r\n");
const CHUNKS_END = Buffer.from("\r\n0\r\n\r\n");
const NO_CHUNK = Buffer.from("0\r\n\r\n");
const BROKEN: Answer = { status: 0, body: "" };
/** Longer than any timeout behind the gateway: who has no answer by then gets none. */
const SILENCE_MS = 20_000;

/** Where the answer at the start of `bytes` ends; -1 when more must come. */
function endOf(bytes: Buffer, head: string, bodyAt: number): number {
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
    if (bytes.subarray(bodyAt, bodyAt + NO_CHUNK.length).equals(NO_CHUNK)) return bodyAt + NO_CHUNK.length;
    const at = bytes.indexOf(CHUNKS_END, bodyAt);
    return at < 0 ? -1 : at + CHUNKS_END.length;
  }
  const end = bodyAt + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  return bytes.length < end ? -1 : end;
}

/** The text of a body in chunks. */
function joinChunks(raw: string): string {
  let text = "";
  for (let at = 0; at < raw.length; ) {
    const line = raw.indexOf("\r\n", at);
    const size = Number.parseInt(raw.slice(at, line), 16);
    if (!(size > 0)) break;
    text += raw.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
  return text;
}

export class Connection {
  #socket: Socket | undefined;
  #received: Buffer = Buffer.alloc(0);
  #settle: ((answer: Answer) => void) | undefined;
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends whole request bytes (see `request`) and gives the answer; never throws. */
  send(bytes: Buffer): Promise<Answer> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#socket ??= this.#open();
      this.#socket.write(bytes);
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: "127.0.0.1", noDelay: true });
    const broken = () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#answer(BROKEN);
    };
    socket.on("data", (data) => this.#take(data));
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
    socket.on("error", broken);
    socket.on("close", broken);
    return socket;
  }

  #take(data: Buffer): void {
    this.#received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data]);
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.#received.toString("latin1", 0, headEnd);
    const bodyAt = headEnd + HEAD_END.length;
    const end = endOf(this.#received, head, bodyAt);
    if (end < 0) return;
    const raw = this.#received.toString("utf8", bodyAt, end);
    const chunked = /\r\ntransfer-encoding: *chunked/i.test(head);
    this.#answer({ status: Number(head.slice(9, 12)), body: chunked ? joinChunks(raw) : raw });
  }

  #answer(answer: Answer): void {
    this.#received = Buffer.alloc(0);
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(answer);
  }
}

/** The bytes of one POST of JSON, made before the clock runs. */
export function request(path: string, headers: Readonly<Record<string, string>>, json: string): Buffer {
  const lines = [`POST ${path} HTTP/1.1`, "host: 127.0.0.1", "content-type: application/json"];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  lines.push(`content-length: ${Buffer.byteLength(json)}`);
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${json}`);
}
