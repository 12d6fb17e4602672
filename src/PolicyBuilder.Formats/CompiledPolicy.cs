using System.Buffers;
using PolicyBuilder.Formats.Forms;
using PolicyBuilder.Formats.Writers;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats;

/// <summary>One city's policy, without errors: ready to be read as a tree or printed in any format.</summary>
public sealed class CompiledPolicy
{
    private readonly FilledIn filled;
    private readonly PolicyForm form;
    private readonly string[] values;
    private PolicyDocument? document;

    internal CompiledPolicy(FilledIn filled, PolicyForm form)
    {
        this.filled = filled;
        this.form = form;
        values = form.Values(filled);
    }

    public City City => filled.City;

    public PolicyConfig Config => filled.Config;

    public PolicyTemplate Template => filled.Template;

    /// <summary>The document tree with the answers in it.</summary>
    public PolicyDocument Document => document ??= form.Fill(values);

    /// <summary>The answer that holds for a blank: the city's, or the default.</summary>
    public AnswerValue Answer(string blank) => filled.Answer(blank);

    /// <summary>Writes the policy in a format.</summary>
    public void Print(IPolicyWriter writer, IBufferWriter<byte> output) => form.Plate(writer).Print(values, output);
}
