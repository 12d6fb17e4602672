using System.Globalization;
using System.Threading.Channels;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Commands;

/// <summary><c>build --watch</c>: builds again whenever a policy or a template is saved, and says what was saved.</summary>
internal static class Watching
{
    // An editor saves in several steps (write beside, rename, touch); they are one change.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(150);

    public static int Run(Terminal terminal, BuildCommand.Request request)
    {
        using var stop = new CancellationTokenSource();
        System.Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stop.Cancel();
        };
        return Run(terminal, request, stop.Token).GetAwaiter().GetResult();
    }

    /// <summary>Watches until <paramref name="stop"/>; then answers as the last build did.</summary>
    public static async Task<int> Run(Terminal terminal, BuildCommand.Request request, CancellationToken stop)
    {
        var changes = Channel.CreateUnbounded<string>();
        // A file is watched through its folder. A templates folder that is not there is not: its parent holds the output.
        var folders = request.Paths
            .Select(path => File.Exists(path) ? Path.GetDirectoryName(Path.GetFullPath(path))! : path)
            .Append(request.Templates ?? "")
            .Where(Directory.Exists)
            .Select(Path.GetFullPath)
            .Distinct()
            .ToList();
        var watchers = folders.Select(folder => Watch(folder, changes.Writer)).ToList();
        try
        {
            var answer = BuildCommand.Run(terminal, request, new TemplateLibrary(request.Templates));
            terminal.Say($"Watching {string.Join(", ", folders.Select(Workspace.Display))}; stop with Ctrl+C");
            while (await WaitForChange(changes.Reader, stop).ConfigureAwait(false) is { Count: > 0 } saved)
            {
                foreach (var file in saved)
                    terminal.Say(string.Create(CultureInfo.InvariantCulture, $"Changed: {Workspace.Display(file)}"));
                answer = BuildCommand.Run(terminal, request, new TemplateLibrary(request.Templates));
            }
            return answer;
        }
        finally
        {
            watchers.ForEach(watcher => watcher.Dispose());
        }
    }

    private static FileSystemWatcher Watch(string folder, ChannelWriter<string> changes)
    {
        var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
        void Changed(object sender, FileSystemEventArgs change)
        {
            if (change.FullPath.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || change.FullPath.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
                || change.FullPath.EndsWith(".md", StringComparison.OrdinalIgnoreCase) || change.FullPath.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
                changes.TryWrite(change.FullPath);
        }
        watcher.Changed += Changed;
        watcher.Created += Changed;
        watcher.Deleted += Changed;
        watcher.Renamed += Changed;
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private static async Task<IReadOnlyCollection<string>> WaitForChange(ChannelReader<string> changes, CancellationToken stop)
    {
        var saved = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            saved.Add(await changes.ReadAsync(stop).ConfigureAwait(false));
            while (true)
            {
                using var quiet = CancellationTokenSource.CreateLinkedTokenSource(stop);
                quiet.CancelAfter(Quiet);
                saved.Add(await changes.ReadAsync(quiet.Token).ConfigureAwait(false));
            }
        }
        catch (OperationCanceledException)
        {
            return stop.IsCancellationRequested ? [] : saved;
        }
    }
}
