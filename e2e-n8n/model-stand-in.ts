// Answers as OpenAI's API does, for tests: /v1/responses, /v1/models. Counts its calls and the tokens it charges.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** The one key that it takes. */
export const MODEL_KEY = "sk-fake-of-the-stand-in";

export interface ModelCall {
  readonly id: string;
  readonly model: string;
  readonly prompt: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

export interface ModelStandIn {
  /** For the credential's `url`: …/v1. */
  readonly url: string;
  readonly calls: ModelCall[];
  /** From now on it thinks, until the returned function is called. */
  hold(): () => void;
  close(): Promise<void>;
}

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function answer(call: ModelCall) {
  return {
    id: call.id,
    object: "response",
    created_at: Math.floor(Date.now() / 1000),
    status: "completed",
    model: call.model,
    output: [
      {
        type: "message",
        id: `msg_${call.id}`,
        status: "completed",
        role: "assistant",
        content: [
          { type: "output_text", text: `Report ${call.id}: a good reason to write.`, annotations: [] },
        ],
      },
    ],
    usage: {
      input_tokens: call.tokensIn,
      output_tokens: call.tokensOut,
      total_tokens: call.tokensIn + call.tokensOut,
    },
  };
}

export async function startModelStandIn(): Promise<ModelStandIn> {
  const calls: ModelCall[] = [];
  let thinking = Promise.resolve();
  const reply = (res: ServerResponse, status: number, body: unknown) =>
    res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  const server = createServer(async (req, res) => {
    if (req.headers.authorization !== `Bearer ${MODEL_KEY}`)
      return reply(res, 401, { error: { message: "Incorrect API key provided", code: "invalid_api_key" } });
    if (req.url === "/v1/models")
      return reply(res, 200, { object: "list", data: [{ id: "gpt-4o-mini", object: "model" }] });
    if (req.method !== "POST" || req.url !== "/v1/responses")
      return reply(res, 404, { error: { message: `no ${req.url}` } });
    const asked = JSON.parse(await textOf(req));
    const prompt = JSON.stringify(asked.input);
    const call = {
      id: `resp_${calls.length + 1}_${Date.now()}`,
      model: asked.model,
      prompt,
      tokensIn: 100,
      tokensOut: 50,
    };
    calls.push(call);
    await thinking;
    reply(res, 200, answer(call));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/v1`,
    calls,
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      thinking = promise;
      return resolve;
    },
    close: () => new Promise((done) => server.close(() => done())),
  };
}
