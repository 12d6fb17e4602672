namespace PolicyBuilder.Web.Tests;

/// <summary>The program of the pages, with a clock that a test can set while it runs. It is this assembly, started as a program: a test's runner does not come here.</summary>
internal static class ClockedServer
{
    /// <summary>The setting that names the file with how far the clock is ahead; there need not be one yet.</summary>
    public const string Ahead = "POLICYBUILDER_TEST_CLOCK";

    public static Task<int> Main(string[] args) =>
        Environment.GetEnvironmentVariable(Ahead) is { } file ? Program.RunAsync(args, new SetClock(file)) : Task.FromResult(1);

    // Timers and elapsed time go on as they do when somebody sets a computer's clock.
    private sealed class SetClock(string file) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + (File.Exists(file) ? TimeSpan.FromTicks(BitConverter.ToInt64(File.ReadAllBytes(file))) : TimeSpan.Zero);
    }
}
