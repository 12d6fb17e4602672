using System.Text;
using System.Threading.Channels;
using PolicyBuilder.Cli.Commands;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Cli;

public class WatchingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_saved_policy_is_built_again_and_what_was_saved_is_told()
    {
        using var scratch = new Scratch();
        var source = scratch.WriteCity();
        using var heard = new Listener();
        using var stop = new CancellationTokenSource();
        var request = new BuildCommand.Request([scratch["policies"]], ["markdown"], scratch["out"], null, Json: false);
        var terminal = new Terminal(TextWriter.Null, heard, false, false, false, false);
        var watching = Task.Run(() => Watching.Run(terminal, request, stop.Token));
        await heard.Until("Watching ");

        File.WriteAllText(source.PolicyPath, File.ReadAllText(source.PolicyPath).Replace("Mayor", "Town Crier", StringComparison.Ordinal));
        await heard.Until("Changed: ");
        await heard.Until("1 policy built");
        Assert.Contains("Town Crier shall have final authority", File.ReadAllText(scratch["out/mapleton/social-media/1.0.0/social-media.md"]), StringComparison.Ordinal);

        File.WriteAllText(source.PolicyPath, "policy: social-media\n");
        await heard.Until("error PB1005");
        await heard.Until("0 policies built");
        Assert.Contains("Town Crier shall have final authority", File.ReadAllText(scratch["out/mapleton/social-media/1.0.0/social-media.md"]), StringComparison.Ordinal);

        await stop.CancelAsync();
        Assert.Equal(1, await watching.WaitAsync(Patience));
    }

    /// <summary>Hears what is said to a person, line by line.</summary>
    private sealed class Listener : TextWriter
    {
        private readonly Channel<string> lines = Channel.CreateUnbounded<string>();
        private readonly StringBuilder line = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            if (value == '\n')
            {
                lines.Writer.TryWrite(line.ToString());
                line.Clear();
            }
            else
            {
                line.Append(value);
            }
        }

        public async Task Until(string words)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (!(await lines.Reader.ReadAsync(patience.Token)).Contains(words, StringComparison.Ordinal))
            {
            }
        }
    }
}
