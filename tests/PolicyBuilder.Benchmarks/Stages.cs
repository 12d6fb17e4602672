using System.Buffers;
using BenchmarkDotNet.Attributes;
using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Plates;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Formats.Writers;
using PolicyBuilder.Model.Documents;
using PolicyBuilder.Testing;

namespace PolicyBuilder.Benchmarks;

/// <summary>The stages of one city's way from YAML to three files.</summary>
[MemoryDiagnoser]
public class Stages
{
    private readonly ArrayBufferWriter<byte> buffer = new(256 * 1024);
    private readonly PolicyCompiler compiler = new(new TemplateLibrary(null));
    private PolicySource source = null!;
    private CompiledPolicy policy = null!;
    private PolicyDocument document = null!;

    [GlobalSetup]
    public void Setup()
    {
        var folder = Path.Combine(Repository.Root, "policies", "mapleton");
        source = new PolicySource(Path.Combine(folder, "social-media.yaml"));
        policy = compiler.Compile(source).Policy!;
        document = policy.Document;
    }

    /// <summary>Reading two YAML files and finding the form, which is there already.</summary>
    [Benchmark]
    public Compilation Compile() => compiler.Compile(source);

    /// <summary>The same with everything made anew: template read, parsed, checked, rendered, read as a tree.</summary>
    [Benchmark]
    public Compilation CompileFromScratch() => new PolicyCompiler(new TemplateLibrary(null)).Compile(source);

    /// <summary>Filling the holes of the three plates.</summary>
    [Benchmark]
    [Arguments("word")]
    [Arguments("html")]
    [Arguments("markdown")]
    public int Print(string format)
    {
        buffer.ResetWrittenCount();
        policy.Print(PolicyWriters.Find(format)!, buffer);
        return buffer.WrittenCount;
    }

    /// <summary>Typesetting a plate from the tree.</summary>
    [Benchmark]
    [Arguments("word")]
    [Arguments("html")]
    [Arguments("markdown")]
    public Plate Typeset(string format) => PolicyWriters.Find(format)!.Write(document);

    /// <summary>SHA-256 of what the policy says.</summary>
    [Benchmark]
    public Fingerprint Fingerprinting() => Fingerprint.Of(document);
}
