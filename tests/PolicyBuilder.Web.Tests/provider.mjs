// An organisation's sign-in (npm's oidc-provider) on loopback:
//   node provider.mjs '{"people": "people.json", "clientId": …, "clientSecret": …, "redirectUri": …, "ahead": 0, "par": true}'
// It prints "listening" and its port. The file of people is read each time: {"dana": {"name": "Dana", "roles": ["a"]}}; any password does.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const options = JSON.parse(process.argv[2]);

// Seconds that its clock is ahead of ours.
const now = Date.now;
Date.now = () => now() + options.ahead * 1000;

const server = createServer();
server.listen(options.port, "127.0.0.1", () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{
      client_id: options.clientId,
      client_secret: options.clientSecret,
      redirect_uris: [options.redirectUri],
      token_endpoint_auth_method: "client_secret_post",
    }],
    claims: { openid: ["sub"], profile: ["name", "roles"], email: ["email", "email_verified"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["of the test"] },
    features: { pushedAuthorizationRequests: { enabled: options.par }, rpInitiatedLogout: { enabled: true } },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...JSON.parse(readFileSync(options.people, "utf8"))[id] }) }),
  });
  // Says of whom it was asked for by another number than it was given, or by none.
  if (options.nonce !== undefined) {
    const { set } = provider.IdToken.prototype;
    provider.IdToken.prototype.set = function (key, value) { set.call(this, key, key === "nonce" ? options.nonce || undefined : value); };
  }
  server.on("request", provider.callback());
  console.log(`listening ${port}`);
});
