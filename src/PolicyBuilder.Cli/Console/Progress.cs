using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace PolicyBuilder.Cli.Console;

/// <summary>A progress bar on standard error, for work a person waits for.</summary>
internal static class Progress
{
    /// <summary>Runs <paramref name="work"/> with a bar of <paramref name="total"/> steps; the work calls the step from any thread.</summary>
    public static T Show<T>(string title, int total, Func<Action, T> work)
    {
        var done = 0;
        return Bar().Start(context =>
        {
            var task = context.AddTask(title, maxValue: total);
            using var drawn = new Timer(_ => task.Value = Volatile.Read(ref done), null, 50, 50);
            var result = work(() => Interlocked.Increment(ref done));
            task.Value = total;
            return result;
        });
    }

    /// <summary>Runs <paramref name="work"/>, which reports how much is done, with a bar that also shows how fast.</summary>
    /// <param name="unit">What is counted: <c>entries</c>.</param>
    public static Task<T> ShowAsync<T>(string title, string unit, long total, Func<IProgress<long>, Task<T>> work) => Bar().StartAsync(async context =>
    {
        var task = context.AddTask(title, maxValue: Math.Max(1, total));
        var (done, watch) = (new Counter(), Stopwatch.StartNew());
        using var drawn = new Timer(
            _ =>
            {
                var value = done.Value;
                task.Value = value;
                task.Description = string.Create(CultureInfo.InvariantCulture, $"{title}, {value / Math.Max(0.001, watch.Elapsed.TotalSeconds):N0} {unit}/s");
            },
            null,
            50,
            50);
        var result = await work(done);
        task.Value = task.MaxValue;
        return result;
    });

    private static Spectre.Console.Progress Bar() =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) }).Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());

    // Reports come from any thread, and only the last one counts.
    private sealed class Counter : IProgress<long>
    {
        private long value;

        public long Value => Volatile.Read(ref value);

        public void Report(long done) => Volatile.Write(ref value, done);
    }
}
