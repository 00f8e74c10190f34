// What each stage is for, in a sentence or two.
import type { Stage } from "@contracts/onboarding.ts";

export const STAGE_ABOUT: Readonly<Record<Stage, string>> = {
  brand: "Who writes. Company and sender stand in every mail, and the law wants a postal address below it.",
  email: "Where mails leave from, how many a day, and at which hours.",
  credentials:
    "Keys that the workflows work with. Each is sealed before it is stored: nobody can read it again, not even we.",
  calendly: "Where people who are interested can book a call. It goes into the mails that ask for one.",
  infrastructure: "The server that runs your workflows. It is yours alone and is made at launch, not before.",
  dns: "Records that prove to mailboxes that your mails are really yours. Without them, many land among spam.",
  tracking: "Links in your mails lead through a domain of yours, so that clicks are counted under your name.",
  research: "Tools that find leads and read up on them before a mail is written. All of it is optional.",
};
