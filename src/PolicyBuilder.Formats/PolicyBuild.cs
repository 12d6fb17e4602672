using System.Buffers;
using PolicyBuilder.Formats.Writers;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats;

/// <summary>What came of building one policy.</summary>
/// <param name="Folder">The folder with its files; null when there is an error and nothing was written.</param>
/// <param name="Problems">Its errors.</param>
public sealed record Built(PolicySource Source, string? Folder, IReadOnlyList<Diagnostic> Problems);

/// <summary>
/// Builds many policies into <c>output/&lt;city&gt;/&lt;policy&gt;/&lt;version&gt;/</c>. A policy with an error writes
/// nothing and leaves its earlier files alone; the others are built.
/// </summary>
/// <param name="compiler">Shared by all threads.</param>
/// <param name="writers">The formats to write.</param>
/// <param name="output">The folder above the cities' folders.</param>
public sealed class PolicyBuild(PolicyCompiler compiler, IReadOnlyList<IPolicyWriter> writers, string output)
{
    private readonly string output = Path.GetFullPath(output);

    /// <summary>Builds every city, on as many threads as there are processors.</summary>
    /// <param name="done">Told after each city what came of its policies, from any thread. They are kept nowhere else, so that
    /// a batch needs no more memory for being longer.</param>
    /// <returns>What could not be looked into.</returns>
    /// <exception cref="IOException">The disk would not take a file; the threads have stopped.</exception>
    /// <exception cref="UnauthorizedAccessException">The output folder may not be written; the threads have stopped.</exception>
    public IReadOnlyList<Diagnostic> Run(IReadOnlyList<CityFolder> cities, Action<IReadOnlyList<Built>> done)
    {
        // Cities of one id, which would write the same files, stay on one thread, in order: which of them is refused is not chance.
        var ordered = cities.OrderBy(city => city.Id, StringComparer.OrdinalIgnoreCase).ToArray();
        int[] turns =
        [
            .. Enumerable.Range(0, ordered.Length).Where(i => i == 0 || !ordered[i].Id.Equals(ordered[i - 1].Id, StringComparison.OrdinalIgnoreCase)),
            ordered.Length,
        ];
        var problems = new List<Diagnostic>();
        var next = -1;
        Exception? failure = null;

        void Work()
        {
            var buffer = new ArrayBufferWriter<byte>(256 * 1024);
            var unreadable = new List<Diagnostic>();
            try
            {
                while (failure is null && Interlocked.Increment(ref next) is var turn && turn < turns.Length - 1)
                {
                    var claimed = new Dictionary<string, PolicySource>();
                    for (var city = turns[turn]; city < turns[turn + 1]; city++)
                        done([.. ordered[city].Policies(unreadable).Select(source => BuildOne(source, claimed, buffer))]);
                }
            }
            // A full disk stops all threads; the caller sees the first failure.
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Interlocked.CompareExchange(ref failure, exception, null);
            }
            lock (problems)
                problems.AddRange(unreadable);
        }

        var helpers = Enumerable.Range(1, Math.Max(0, Math.Min(Environment.ProcessorCount, turns.Length - 1) - 1)).Select(_ => new Thread(Work)).ToList();
        helpers.ForEach(thread => thread.Start());
        Work();
        helpers.ForEach(thread => thread.Join());
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return problems;
    }

    private Built BuildOne(PolicySource source, Dictionary<string, PolicySource> claimed, ArrayBufferWriter<byte> buffer)
    {
        var compilation = Publishing.PublishedVersions.AsPublished(compiler.Compile(source), compiler);
        if (compilation.Policy is not { } policy)
            return new Built(source, null, compilation.Problems);
        var place = $"{policy.City.Id}/{policy.Config.Policy}/{policy.Config.Version}";
        if (!claimed.TryAdd(place, source))
        {
            return new Built(source, null,
            [
                Problems.SameOutput(policy.Config.At("version"), place, Workspace.Display(claimed[place].PolicyPath)),
            ]);
        }
        var folder = Path.Combine(output, policy.City.Id, policy.Config.Policy, policy.Config.Version.ToString());
        // From the top down: asked for the deepest, the system is asked for each folder twice.
        Directory.CreateDirectory(Path.Combine(output, policy.City.Id));
        Directory.CreateDirectory(Path.Combine(output, policy.City.Id, policy.Config.Policy));
        using var files = new OutputFolder(folder);
        foreach (var writer in writers)
        {
            buffer.ResetWrittenCount();
            policy.Print(writer, buffer);
            files.Write(policy.Config.Policy + writer.Extension, buffer.WrittenSpan);
        }
        files.Commit();
        return new Built(source, folder, compilation.Problems);
    }
}
