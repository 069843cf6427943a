// A real OpenID Connect provider for tests: the certified `oidc-provider`, with one client and no password.
//
//   node oidc_provider.mjs PORT REDIRECT_URI
//
// Whoever is sent to its sign-in page says by GET ?as=…&amr=… who they are, or breaks off with ?no=1. An account is
// written as claims in JSON, so that tests decide what the provider says of it.
import Provider from "oidc-provider";

const [port, redirectUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "diem-cau",
      client_secret: "a secret of the tests",
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  pkce: { required: () => true },
  conformIdTokenClaims: false,
  claims: { openid: ["sub", "amr"], email: ["email", "email_verified"], profile: ["personnel_code", "name"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...JSON.parse(id) }) }),
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/sign-in/")) return next();
  const { as, amr, no } = ctx.query;
  if (no) {
    await provider.interactionFinished(ctx.req, ctx.res, { error: "access_denied" });
  } else if (as) {
    const login = { accountId: as, amr: amr ? amr.split(" ") : undefined };
    await provider.interactionFinished(ctx.req, ctx.res, { login });
  } else {
    ctx.body = "Who are you?";
  }
  if (as || no) ctx.respond = false;
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
