// The demonstration's mailbox lives in the stack's own process: nothing that a client does may end that.
import { once } from "node:events";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { freePort } from "../ports.ts";
import { startMailbox } from "./mailbox.ts";

it("a client that goes in the middle of an answer is no matter, and the next one is served", async () => {
  const port = await freePort();
  const mailbox = await startMailbox(port);
  try {
    for (let n = 0; n < 20; n++) {
      const client = connect(port, "127.0.0.1");
      await once(client, "data");
      client.write("a LOGIN demo demo\r\n".repeat(200));
      client.resetAndDestroy();
      await once(client, "close");
    }
    const client = connect(port, "127.0.0.1").setEncoding("utf8");
    expect(String(await once(client, "data"))).toMatch(/^\* OK/);
    client.end("a LOGOUT\r\n");
    expect(String(await once(client, "data"))).toMatch(/BYE/);
  } finally {
    mailbox.stop();
  }
});
