import { SignIn } from "@clerk/clerk-react";

/** Clerk's own page. Virtual routing leaves the address alone: what follows # may be an invitation's token. */
export default function ClerkSignIn() {
  return (
    <>
      <h1 className="sr-only">Sign in</h1>
      <SignIn routing="virtual" forceRedirectUrl={window.location.href} />
    </>
  );
}
