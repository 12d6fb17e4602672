using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using PolicyBuilder.Acknowledgements.Ledgers;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands.Ledger;

/// <summary><c>ledger witness</c>: cosigns another city's checkpoint if it continues the one cosigned before.</summary>
internal static class LedgerWitnessCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var source = new Argument<string>("source") { Description = "Another ledger's export folder, or a request file (c2sp.org/tlog-witness)" };
        var key = VerifierKeys.Option("The other ledger's public key, from a place that its keeper cannot change");
        key.Required = true;
        var options = new LedgerOptions();
        var command = new ExplainedCommand("witness", "Cosign another city's checkpoint, after checking that it continues the one cosigned before", """
            Example:
              policybuilder ledger witness elmford-export --key elmford.example/policies+91f1c2aa+AbcD… > cosigned.txt

            The cosigned checkpoint is printed; send it back. It tells everyone that this city saw the same history. Nothing of this city's ledger is
            needed but its name.
            """) { source, key };
        options.AddTo(command);
        command.SetAction(parsed => Run(terminal, clock, options.Read(parsed), parsed.GetValue(source)!, parsed.GetValue(key)));
        return command;
    }

    private static int Run(Terminal terminal, TimeProvider clock, LedgerPlace place, string source, string[]? texts) => LedgerAction.Run(terminal, place, async (ledger, problems) =>
    {
        var keys = VerifierKeys.Read(texts, problems);
        if (problems.Count > 0)
            return ExitCode.No;
        var shown = Workspace.Display(source);
        if (await ReadAsync(ledger.Keys, source, keys) is not var (request, logKeys))
        {
            problems.Add(Problems.NotCosigned(shown, "the file is neither a checkpoint nor a request to a witness"));
            return ExitCode.No;
        }
        Checkpoint? last = null;
        var verdict = Witness.Judge(request, logKeys, origin => last = LastCosigned(ledger.Keys, origin), out var checkpoint);
        if (verdict != WitnessVerdict.Cosign || checkpoint is null)
        {
            problems.Add(Refusal(verdict, shown, request, ledger.Keys));
            return ExitCode.No;
        }

        using var witness = ledger.Keys.Create(ledger.Keys.WitnessKey, SignatureType.Cosignature);
        // Kept before it is handed out: after a crash in between, the same checkpoint is cosigned once more, never another one.
        KeyFolder.WriteBesideAndRename(ledger.Keys.CosignedOf(checkpoint.Origin), Encoding.UTF8.GetBytes(checkpoint.ToString()));
        var note = SignedNote.TryParse(request.Checkpoint.Span, out var read, out _) ? read : throw new UnreachableException();
        terminal.Output.Write(note.With(witness.Sign(note.Text.Span, clock.GetUtcNow())).ToString());
        terminal.Say(last is null
            ? string.Create(CultureInfo.InvariantCulture, $"Cosigned the first checkpoint seen of {checkpoint.Origin}, of {Arguments.Count(checkpoint.Size, "entry", "entries")}. Later ones must continue it.")
            : string.Create(CultureInfo.InvariantCulture, $"Cosigned {Arguments.Count(checkpoint.Size, "entry", "entries")} of {checkpoint.Origin}; they continue the {last.Size:N0} cosigned before."));
        terminal.Say($"This witness's public key: {witness.Verifier}");
        return ExitCode.Yes;
    });

    /// <summary>The request, made from the other ledger's export if that is what was given, and the keys that may have signed it.</summary>
    private static async Task<(WitnessRequest Request, IReadOnlyCollection<VerifierKey> Keys)?> ReadAsync(KeyFolder folder, string source, IReadOnlyList<VerifierKey> keys)
    {
        if (!Directory.Exists(source))
        {
            var text = await File.ReadAllTextAsync(source);
            return WitnessRequest.TryParse(text, out var sent) ? (sent, keys)
                : SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out var note, out _) && Checkpoint.TryParse(note, out var bare, out _)
                    ? (new WitnessRequest(LastCosigned(folder, bare.Origin) is { } same && same.Size == bare.Size ? same.Size : 0, [], Encoding.UTF8.GetBytes(text)), keys)
                    : null;
        }
        var export = TileDirectory.Open(source);
        var head = (await export.ReadHeadAsync())!;
        var oldSize = LastCosigned(folder, export.Origin)?.Size ?? 0;
        var proof = oldSize > 0 && oldSize <= head.Size ? await export.ProveConsistencyAsync(oldSize, head.Size) : [];
        var changes = await export.ReadKeyChangesAsync();
        var inForce = keys.SelectMany(key => KeyChain.TryFollow(key, changes, out var chain, out _) ? chain.At(head.Size) : [key]).Distinct().ToList();
        return (new WitnessRequest(oldSize, proof, head.Note), inForce);
    }

    private static Checkpoint? LastCosigned(KeyFolder folder, string origin)
    {
        var path = folder.CosignedOf(origin);
        if (!File.Exists(path))
            return null;
        return Checkpoint.TryParse(File.ReadAllText(path), out var last, out var reason) ? last : throw new InvalidDataException($"{path} is damaged: {reason}.");
    }

    private static Diagnostic Refusal(WitnessVerdict verdict, string shown, WitnessRequest request, KeyFolder folder)
    {
        var offered = SignedNote.TryParse(request.Checkpoint.Span, out var note, out _) && Checkpoint.TryParse(note, out var read, out _) ? read : null;
        var (size, last) = (offered?.Size ?? 0, offered is null ? null : LastCosigned(folder, offered.Origin));
        return verdict switch
        {
            WitnessVerdict.UnknownLog => Problems.NotCosigned(shown, "the checkpoint is of another ledger than the key"),
            WitnessVerdict.BadSignature => Problems.NotCosigned(shown, "the key did not sign the checkpoint"),
            WitnessVerdict.Malformed => last is null ? Problems.NotCosigned(shown, "the request contradicts itself") : Problems.StaleCheckpoint(shown, size, last.Size),
            WitnessVerdict.Conflict when last is not null && size < last.Size => Problems.StaleCheckpoint(shown, size, last.Size),
            WitnessVerdict.Conflict when last is not null && size == last.Size =>
                Problems.OtherLedgerForked(shown, string.Create(CultureInfo.InvariantCulture, $"another checkpoint of {Arguments.Count(size, "entry", "entries")} was cosigned before")),
            WitnessVerdict.Conflict => Problems.NotCosigned(shown, last is null
                ? "nothing of this ledger was cosigned before, so there is nothing to continue"
                : string.Create(CultureInfo.InvariantCulture, $"the request continues a checkpoint of {Arguments.Count(request.OldSize, "entry", "entries")}, but one of {last.Size} was cosigned last")),
            WitnessVerdict.BadProof when Directory.Exists(shown) || request.Proof.Count > 0 =>
                Problems.OtherLedgerForked(shown, string.Create(CultureInfo.InvariantCulture, $"its {Arguments.Count(size, "entry does", "entries do")} not continue the {last?.Size ?? 0} cosigned before")),
            _ => Problems.NotCosigned(shown, "the proof that it continues the checkpoint cosigned before is missing"),
        };
    }
}
