using Spectre.Console;

namespace PolicyBuilder.Cli.Console;

/// <summary>A progress bar on standard error, for work a person waits for.</summary>
internal static class Progress
{
    /// <summary>Runs <paramref name="work"/> with a bar of <paramref name="total"/> steps; the work calls the step from any thread.</summary>
    public static T Show<T>(string title, int total, Func<Action, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) });
        var done = 0;
        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(title, maxValue: total);
                using var drawn = new Timer(_ => task.Value = Volatile.Read(ref done), null, 50, 50);
                var result = work(() => Interlocked.Increment(ref done));
                task.Value = total;
                return result;
            });
    }
}
