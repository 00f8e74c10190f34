import { Sparkles } from "lucide-react";
import { useRef, useState } from "react";
import { Banner } from "@/components/banner.tsx";
import { Button } from "@/components/button.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { useOnboarding } from "../queries.ts";
import { type BrandValues, compare, type Difference, type Scraped, type ScrapedField } from "../scraped.ts";

type Answer = { success: true; brand: Scraped } | { success: false; reason: string; message: string };

const LABELS: Record<ScrapedField, string> = {
  company_name: "company name",
  description: "what you do",
  logo_url: "logo",
  website: "website",
};
const list = new Intl.ListFormat("en", { type: "conjunction" });

interface Props {
  values: BrandValues;
  onTake: (field: ScrapedField, value: string) => void;
}

/** Reads the website that stands in the form: fills what is empty, asks before it replaces anything. */
export function ReadWebsite({ values, onTake }: Props) {
  const { post } = useOnboarding();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [filled, setFilled] = useState<readonly ScrapedField[] | null>(null);
  const [differs, setDiffers] = useState<readonly Difference[]>([]);
  // Typing goes on while the page is read: what counts is what stands there when it has been.
  const current = useRef(values);
  current.current = values;

  async function read() {
    setBusy(true);
    setRefused(null);
    setFailure(null);
    setFilled(null);
    setDiffers([]);
    try {
      const answer = await post<Answer>("brand/auto-scrape", { url: values.website });
      if (!answer.success) return setRefused(answer.message);
      const found = compare(current.current, answer.brand);
      for (const [field, value] of Object.entries(found.filled)) onTake(field as ScrapedField, value);
      setFilled(Object.keys(found.filled) as ScrapedField[]);
      setDiffers(found.differs);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  function take({ field, theirs }: Difference) {
    onTake(field, theirs);
    setDiffers((left) => left.filter((difference) => difference.field !== field));
  }

  return (
    <div className="-mt-2 flex flex-col gap-3">
      <div>
        <Button
          size="sm"
          icon={Sparkles}
          onClick={() => void read()}
          busy={busy}
          disabled={values.website.trim() === ""}
        >
          Fill in from the website
        </Button>
      </div>
      {failure !== null && <ErrorNote error={failure} />}
      {refused !== null && (
        <Banner tone="warn" title="The website could not be read">
          <p className="text-sm">
            {refused}{" "}
            {!/yourself|by hand/i.test(refused) && "Fill in the fields yourself; nothing depends on it."}
          </p>
        </Banner>
      )}
      {filled !== null && (
        <p role="status" className="text-muted text-sm">
          {filled.length > 0
            ? `Filled in: ${list.format(filled.map((field) => LABELS[field]))}. Please read it over.`
            : differs.length === 0 && "The website says nothing that you have not entered already."}
        </p>
      )}
      {differs.length > 0 && (
        <Banner tone="info" title="The website says otherwise">
          <ul className="mt-1 flex flex-col gap-2 text-sm">
            {differs.map((difference) => (
              <li key={difference.field} className="flex flex-wrap items-start gap-x-3 gap-y-1">
                <span className="min-w-0 flex-1 basis-52">
                  <span className="text-muted">For {LABELS[difference.field]}: </span>
                  {difference.theirs}
                </span>
                <Button size="sm" onClick={() => take(difference)}>
                  Use this {LABELS[difference.field]}
                </Button>
              </li>
            ))}
          </ul>
        </Banner>
      )}
    </div>
  );
}
