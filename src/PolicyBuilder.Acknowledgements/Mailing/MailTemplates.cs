using System.Diagnostics;
using System.Reflection;
using System.Text;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Acknowledgements.Mailing;

/// <summary>
/// The texts of all mails in one language: for each kind a plain text, whose first line is the subject, and the inside of an HTML page;
/// <c>page.txt</c> and <c>page.html</c> are put around them. Files in the workspace's templates/mail/&lt;language&gt;/ come before those
/// built into the program, one by one.
/// </summary>
public sealed class MailTemplates
{
    private const string Folder = "templates/mail/";
    private const string SubjectLabel = "Subject: ";
    private const int MostBytes = 256 * 1024;

    private static readonly Assembly Own = typeof(MailTemplates).Assembly;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly string[] Everywhere =
    [
        "language", "city.name", "city.full_name", "contact.name", "contact.email", "contact.phone", "person.name", "policy.title", "policy.version", "policy.effective", "policy.in_force",
    ];

    private readonly Dictionary<MailKind, (MailTemplate Subject, MailTemplate Text, MailTemplate Html)> kinds = [];
    private MailTemplate pageText = null!;
    private MailTemplate pageHtml = null!;

    private MailTemplates(string language) => Language = language;

    /// <summary>The language's tag (BCP 47), which is the folder's name.</summary>
    public string Language { get; }

    /// <summary>The kinds that carry a link.</summary>
    public static bool CarriesLink(MailKind kind) => kind is MailKind.Invitation or MailKind.Reminder or MailKind.NewLink;

    /// <summary>Whether a folder's name is that of a language (RFC 5646, section 2.1, loosely).</summary>
    public static bool IsLanguage(string name) => name.Length is > 1 and <= 35 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') && name[0] != '-';

    /// <summary>The texts of every language, those built in and those of the workspace; null when <paramref name="problems"/> tells what is wrong.</summary>
    /// <param name="workspaceTemplates">The workspace's templates/ folder; null or absent means built-in texts only.</param>
    public static IReadOnlyDictionary<string, MailTemplates>? LoadAll(string? workspaceTemplates, ICollection<Diagnostic> problems)
    {
        var folder = workspaceTemplates is null ? "" : Path.Combine(workspaceTemplates, "mail");
        var names = BuiltIn().Concat(Directory.Exists(folder) ? Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Where(IsLanguage) : []).Distinct().Order(StringComparer.Ordinal);
        var languages = names.ToDictionary(name => name, name => Load(name, workspaceTemplates, problems), StringComparer.OrdinalIgnoreCase);
        return languages.Values.Any(templates => templates is null) ? null : languages.ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The texts of a language; null when <paramref name="problems"/> tells what is wrong with them.</summary>
    /// <param name="language">The folder's name.</param>
    /// <param name="workspaceTemplates">The workspace's templates/ folder; null or absent means built-in texts only.</param>
    public static MailTemplates? Load(string language, string? workspaceTemplates, ICollection<Diagnostic> problems)
    {
        var before = problems.Count;
        var templates = new MailTemplates(language);
        var reader = new Reader(language, workspaceTemplates, problems);
        string[] around = [.. Everywhere, "body"];
        var text = reader.Parse("page.txt", isHtml: false, around);
        var html = reader.Parse("page.html", isHtml: true, [.. around, "subject"]);
        foreach (var kind in Enum.GetValues<MailKind>())
        {
            string[] names = [.. Everywhere, .. NamesOf(kind)];
            var (subject, body) = reader.ParseText(NameOf(kind) + ".txt", names);
            var fragment = reader.Parse(NameOf(kind) + ".html", isHtml: true, names);
            if (subject is not null && body is not null && fragment is not null)
                templates.kinds.Add(kind, (subject, body, fragment));
            if (CarriesLink(kind))
            {
                reader.MustPrintLink(NameOf(kind) + ".txt", body);
                reader.MustPrintLink(NameOf(kind) + ".html", fragment);
            }
        }
        if (problems.Count > before)
            return null;
        (templates.pageText, templates.pageHtml) = (text!, html!);
        return templates;
    }

    /// <summary>The subject, the plain text and the HTML of one mail.</summary>
    internal (string Subject, string Text, string Html) Render(MailKind kind, MailNames names)
    {
        var (subject, text, html) = kinds[kind];
        var title = subject.Render(names.Bound).Trim();
        names.Bound["subject"] = title;
        names.Bound["body"] = new MailTemplate.Written(text.Render(names.Bound).Trim('\n'));
        var plain = pageText.Render(names.Bound);
        names.Bound["body"] = new MailTemplate.Written(html.Render(names.Bound).Trim('\n'));
        return (title, plain, pageHtml.Render(names.Bound));
    }

    /// <summary>The languages that are built in.</summary>
    internal static IReadOnlyList<string> BuiltIn() =>
    [
        .. Own.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(name => name[Folder.Length..name.LastIndexOf('/')]).Distinct().Order(StringComparer.Ordinal),
    ];

    private static string NameOf(MailKind kind) => kind switch
    {
        MailKind.Invitation => "invitation",
        MailKind.Reminder => "reminder",
        MailKind.SupervisorNotice => "supervisor-notice",
        MailKind.Receipt => "receipt",
        MailKind.QuestionsNotice => "questions-notice",
        MailKind.NewLink => "new-link",
        _ => throw new UnreachableException(),
    };

    private static string[] NamesOf(MailKind kind) => kind switch
    {
        MailKind.Invitation or MailKind.NewLink => ["due", "overdue", "link", "expires"],
        MailKind.Reminder => ["due", "overdue", "link", "expires", "number", "is_last"],
        MailKind.SupervisorNotice => ["due", "overdue", "number", "asked", "supervisor.name"],
        MailKind.Receipt => ["signed", "receipt.file", "receipt.entry", "receipt.key"],
        MailKind.QuestionsNotice => ["declined"],
        _ => throw new UnreachableException(),
    };

    private sealed class Reader(string language, string? workspaceTemplates, ICollection<Diagnostic> problems)
    {
        public (MailTemplate? Subject, MailTemplate? Body) ParseText(string name, string[] known)
        {
            if (Read(name) is not { } file)
                return default;
            var end = file.Text.IndexOf('\n', StringComparison.Ordinal);
            if (end < 0 || !file.Text.StartsWith(SubjectLabel, StringComparison.Ordinal) || file.Text[SubjectLabel.Length..end].Trim().Length == 0 || !file.Text.AsSpan(end).StartsWith("\n\n"))
            {
                problems.Add(Problems.MailTemplateSubject(new SourceLocation(file.Shown, 1)));
                return default;
            }
            // Blanks where the label and the other part stand keep lines and columns as they are in the file.
            var subject = new string(' ', SubjectLabel.Length) + file.Text[SubjectLabel.Length..end];
            return (Parse(file.Shown, subject, isHtml: false, known), Parse(file.Shown, "\n\n" + file.Text[(end + 2)..], isHtml: false, known));
        }

        public MailTemplate? Parse(string name, bool isHtml, string[] known) => Read(name) is { } file ? Parse(file.Shown, file.Text, isHtml, known) : null;

        public void MustPrintLink(string name, MailTemplate? template)
        {
            if (template is not null && !template.Printed.Contains("link"))
                problems.Add(Problems.MailTemplateLink(new SourceLocation(Shown(name))));
        }

        private MailTemplate? Parse(string shown, string text, bool isHtml, string[] known) => MailTemplate.Parse(shown, text, isHtml, known.ToHashSet(StringComparer.Ordinal), problems);

        private string Shown(string name) => OnDisk(name) is null ? $"{Folder}{language}/{name} (built in)" : $"{Path.GetFileName(workspaceTemplates!.TrimEnd('/', '\\'))}/mail/{language}/{name}";

        private string? OnDisk(string name) =>
            workspaceTemplates is not null && Path.Combine(workspaceTemplates, "mail", language, name) is var path && File.Exists(path) ? path : null;

        private (string Shown, string Text)? Read(string name)
        {
            var shown = Shown(name);
            try
            {
                using var stream = OnDisk(name) is { } path ? File.OpenRead(path) : Own.GetManifestResourceStream($"{Folder}{language}/{name}");
                if (stream is null)
                {
                    problems.Add(Problems.MailTemplateMissing(new SourceLocation($"{Folder}{language}/{name}"), language, BuiltIn()));
                    return null;
                }
                if (stream.Length > MostBytes)
                {
                    problems.Add(Problems.MailTemplateWrong(new SourceLocation(shown), "it is larger than 256 KiB"));
                    return null;
                }
                using var reader = new StreamReader(stream, StrictUtf8);
                return (shown, reader.ReadToEnd().ReplaceLineEndings("\n"));
            }
            catch (DecoderFallbackException)
            {
                problems.Add(Problems.MailTemplateWrong(new SourceLocation(shown), "it is no text in UTF-8"));
                return null;
            }
        }
    }
}
