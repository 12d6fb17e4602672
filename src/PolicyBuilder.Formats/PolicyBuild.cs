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

    /// <summary>Builds every source, on as many threads as there are processors.</summary>
    /// <param name="progress">Told after each policy, from any thread.</param>
    /// <returns>The results in the order of <paramref name="sources"/>.</returns>
    public IReadOnlyList<Built> Run(IReadOnlyList<PolicySource> sources, Action<Built>? progress = null)
    {
        var results = new Built[sources.Count];
        // One city's policies stay on one thread, in order, so that which of two equal outputs is refused is not chance.
        var cities = Enumerable.Range(0, sources.Count)
            .GroupBy(index => sources[index].CityId, StringComparer.OrdinalIgnoreCase)
            .Select(city => city.ToArray())
            .ToArray();
        var next = -1;
        Exception? failure = null;

        void Work()
        {
            var buffer = new ArrayBufferWriter<byte>(256 * 1024);
            try
            {
                while (failure is null && Interlocked.Increment(ref next) is var turn && turn < cities.Length)
                {
                    var claimed = new Dictionary<string, PolicySource>();
                    foreach (var index in cities[turn])
                    {
                        results[index] = BuildOne(sources[index], claimed, buffer);
                        progress?.Invoke(results[index]);
                    }
                }
            }
            // A full disk stops all threads; the caller sees the first failure.
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Interlocked.CompareExchange(ref failure, exception, null);
            }
        }

        var helpers = Enumerable.Range(1, Math.Min(Environment.ProcessorCount, cities.Length) - 1 is > 0 and var more ? more : 0)
            .Select(_ => new Thread(Work))
            .ToList();
        helpers.ForEach(thread => thread.Start());
        Work();
        helpers.ForEach(thread => thread.Join());
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return results;
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
