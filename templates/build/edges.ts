// Nodes where something comes in from outside: webhooks and their answers, mailboxes.
import { type NodeDraft, WEBHOOK_CREDENTIAL } from "./nodes.ts";

export const webhook = (name: string, method: "GET" | "POST", path: string, parameters = {}): NodeDraft => ({
  name,
  type: "n8n-nodes-base.webhook",
  typeVersion: 2.1,
  parameters: { httpMethod: method, path, options: {}, ...parameters },
  webhookId: "made by the compiler",
});

export const handedOver = (name: string, path: string): NodeDraft => ({
  ...webhook(name, "POST", path, { authentication: "headerAuth", responseMode: "onReceived" }),
  credentials: WEBHOOK_CREDENTIAL,
});

export const respondHtml = (name: string, status: number): NodeDraft => ({
  name,
  type: "n8n-nodes-base.respondToWebhook",
  typeVersion: 1.5,
  parameters: {
    respondWith: "text",
    responseBody: "={{ $json.page }}",
    options: {
      responseCode: status,
      responseHeaders: {
        entries: [
          { name: "content-type", value: "text/html; charset=utf-8" },
          { name: "cache-control", value: "no-store" },
          { name: "referrer-policy", value: "no-referrer" },
        ],
      },
    },
  },
});

export const gmailInbox = (name: string): NodeDraft => ({
  name,
  type: "n8n-nodes-base.gmailTrigger",
  typeVersion: 1.4,
  parameters: {
    pollTimes: { item: [{ mode: "everyMinute" }] },
    simple: false,
    filters: { q: "in:inbox" },
    options: { downloadAttachments: true, dataPropertyAttachmentsPrefixName: "attachment_" },
  },
  credentials: { gmailOAuth2: { id: "YOUR_CREDENTIAL_GMAIL_ID", name: "Gmail" } },
});

export const imapInbox = (name: string): NodeDraft => ({
  name,
  type: "n8n-nodes-base.emailReadImap",
  typeVersion: 2.2,
  parameters: {
    mailbox: "INBOX",
    // Nothing is marked: people read this mailbox too, and n8n remembers the last message that it has seen.
    postProcessAction: "nothing",
    format: "resolved",
    dataPropertyAttachmentsPrefixName: "attachment_",
    options: {
      customEmailConfig: '["ALL"]', // n8n adds: since the activation
    },
  },
  credentials: { imap: { id: "YOUR_CREDENTIAL_IMAP_ID", name: "IMAP" } },
});
