// A mail server that keeps what it takes in a folder, one JSON file a mail, and otherwise does what the addresses say:
//   node server.mjs '{"folder": …, "key": …, "cert": …, "startTls": true, "implicit": false, "auth": true, "greeting": 554}'
// It prints its port. What it does to a mail stands in the local part of the recipient's address, before a dot:
//   550-at-rcpt  451-at-rcpt  421-at-rcpt  554-at-data  451-at-data   that answer at that command
//   drop-at-rcpt  drop-at-data                                        hangs up there; at-data: after the first bytes of the mail
//   lose                                                              keeps the mail and hangs up instead of answering
//   stall-at-rcpt  stall-at-data                                      never answers there; at-data: after it kept the mail
//   quit                                                              answers, and hangs up
// With -once at the end only the first attempt is treated so. The sender's local part 550-at-mail is refused at MAIL.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";

const options = JSON.parse(process.argv[2]);
const attempts = new Map();
let kept = 0;

mkdirSync(options.folder, { recursive: true });

function wish(address) {
  const [, what, once] = /^([a-z0-9]+(?:-at-[a-z]+)?)(-once)?\./.exec(address) ?? [];
  if (!what) return {};
  const tried = attempts.get(address) ?? 0;
  if (once && tried > 0) return {};
  const [verb, place] = what.split("-at-");
  return { verb, place: place ?? "data" };
}

const connectionOf = (session) => [...server.connections].find((connection) => connection.id === session.id);
const hangUp = (session) => connectionOf(session)?._socket.destroy();

function refuse(code) {
  const error = new Error(code === 451 ? "Try again later" : code === 421 ? "Too busy" : "No such mailbox here");
  error.responseCode = code;
  return error;
}

function keep(session, raw) {
  kept += 1;
  const name = join(options.folder, String(kept).padStart(5, "0"));
  writeFileSync(name + ".part", JSON.stringify({
    from: session.envelope.mailFrom.address,
    to: session.envelope.rcptTo.map((recipient) => recipient.address),
    user: session.user ?? null,
    secure: session.secure,
    session: session.id,
    raw: raw.toString("base64"),
  }));
  renameSync(name + ".part", name + ".json");
}

const server = new SMTPServer({
  key: options.key,
  cert: options.cert,
  secure: options.implicit ?? false,
  hideSTARTTLS: !(options.startTls ?? true),
  authOptional: !options.auth,
  disabledCommands: options.auth ? [] : ["AUTH"],
  closeTimeout: 1000,
  logger: false,
  banner: "test",
  onConnect(session, done) {
    done(options.greeting ? refuse(options.greeting) : null);
  },
  onAuth(auth, session, done) {
    if (auth.username === options.user && auth.password === options.password) done(null, { user: auth.username });
    else done(new Error("Who are you?"));
  },
  onMailFrom(address, session, done) {
    done(address.address.startsWith("550-at-mail") ? refuse(550) : null);
  },
  onRcptTo(address, session, done) {
    const { verb, place } = wish(address.address);
    if (place !== "rcpt") return done();
    attempts.set(address.address, (attempts.get(address.address) ?? 0) + 1);
    if (verb === "stall") return undefined;
    if (verb === "drop") return hangUp(session);
    done(refuse(Number(verb)));
    return undefined;
  },
  onData(stream, session, done) {
    const address = session.envelope.rcptTo[0].address;
    const { verb, place } = wish(address);
    attempts.set(address, (attempts.get(address) ?? 0) + 1);
    const chunks = [];
    stream.on("data", (chunk) => {
      chunks.push(chunk);
      if (verb === "drop" && place === "data") hangUp(session);
    });
    stream.on("end", () => {
      if (verb === "drop") return undefined;
      if (/^\d+$/.test(verb ?? "")) return done(refuse(Number(verb)));
      keep(session, Buffer.concat(chunks));
      if (verb === "lose") return hangUp(session);
      if (verb === "stall") return undefined;
      done(null, `kept as ${kept}`);
      if (verb === "quit") connectionOf(session)?._socket.end();
      return undefined;
    });
  },
});

// Those who hang up on it are part of the game.
server.on("error", () => undefined);
server.listen(options.port ?? 0, "127.0.0.1", () => console.log(server.server.address().port));
