import { RotateCw } from "lucide-react";
import { Banner } from "@/components/banner.tsx";
import { Button } from "@/components/button.tsx";
import { FullPage } from "@/components/full-page.tsx";
import { ConfigError } from "@/config/index.ts";

/** The page has no configuration: nothing else can be shown. */
export const StartFailed = ({ error }: { error: unknown }) => (
  <FullPage>
    <h1 className="mb-4 font-semibold text-xl">Genesis could not start</h1>
    <Banner
      tone="bad"
      title={error instanceof ConfigError ? error.message : "Something went wrong in this page."}
    >
      The page does not know where its server is. Whoever installed it finds what /config.json needs in
      docs/deploy.md.
    </Banner>
    <Button className="mt-4" icon={RotateCw} onClick={() => window.location.reload()}>
      Try again
    </Button>
  </FullPage>
);
