// Bodies of the Opt-Out Handler's page nodes. The token goes back as it came; nothing else of the request is shown.
const text = (value) =>
  String(value ?? "").replace(
    /[&<>"']/g,
    (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[c],
  );
const whole = (title, body) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${title}</title></head><body><main><h1>${title}</h1>${body}</main></body></html>`;

export const questionPage = (token, company) =>
  whole(
    "No more mail?",
    /^[A-Za-z0-9_.-]+$/.test(token ?? "")
      ? `<p>${text(company)} will not write to you again.</p><form method="post"><input type="hidden" name="u" value="${token}"><button>No more mail</button></form>`
      : "<p>Please use the link at the end of the mail, or answer it with the word STOP.</p>",
  );

export const donePage = (company) => whole("Done", `<p>${text(company)} will not write to you again.</p>`);

export const failedPage = (sender) =>
  whole(
    "That did not work",
    `<p>Please answer the mail with the word STOP, or write to ${text(sender)}.</p>`,
  );
