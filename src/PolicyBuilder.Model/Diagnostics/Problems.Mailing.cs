namespace PolicyBuilder.Model.Diagnostics;

public static partial class Problems
{
    public static Diagnostic SettingsNotJson(SourceLocation at) =>
        Error("PB7301", at, "the settings are no valid JSON", "look for a comma, a quote or a bracket that is missing or too many here");

    public static Diagnostic SettingMissing(SourceLocation at, string setting, string hint) =>
        Error("PB7302", at, $"'{setting}' is not set", hint);

    public static Diagnostic SettingUnusable(SourceLocation at, string setting, string text, string hint) =>
        Error("PB7303", at, $"'{text}' cannot be used for '{setting}'", hint);

    public static Diagnostic SettingUnknown(SourceLocation at, string setting, IEnumerable<string> known) =>
        Advice("PB7304", at, $"'{setting}' is no setting", DidYouMean(setting, known, $"settings of mail: {Listed(known)}"));

    public static Diagnostic PasswordReadable(SourceLocation at) =>
        Advice("PB7305", at, "others on this computer can read the mail password in this file", "move it to the environment, as PolicyBuilder__Mail__Smtp__Password, or let only its owner read the file");

    public static Diagnostic NoSender(SourceLocation at) =>
        Error("PB7306", at, "it is not known who sends the mails", "give the city's contact an e-mail address here, or set 'PolicyBuilder:Mail:From' in appsettings.json");

    public static Diagnostic MailTemplateMissing(SourceLocation at, string language, IReadOnlyCollection<string> languages) =>
        Error("PB7307", at, $"there is no text for this mail in '{language}'", $"write the file, or choose another 'PolicyBuilder:Mail:Language'; complete ones: {Listed(languages)}");

    public static Diagnostic MailTemplateWrong(SourceLocation at, string detail) =>
        Error("PB7308", at, $"the text of this mail cannot be used: {detail}", "texts print names in {{ }} and ask with {{ if name }} … {{ else }} … {{ end }}; 'policybuilder explain PB7308' shows one");

    public static Diagnostic MailTemplateName(SourceLocation at, string name, IEnumerable<string> known) =>
        Error("PB7309", at, $"no '{name}' is known in this mail", DidYouMean(name, known, $"known here: {Listed(known)}"));

    public static Diagnostic MailTemplateSubject(SourceLocation at) =>
        Error("PB7310", at, "this mail has no subject", "its first line is 'Subject: …', its second is empty");

    public static Diagnostic MailTemplateLink(SourceLocation at) =>
        Error("PB7311", at, "this mail does not show its link", "print {{ link }} in the text and in the HTML: without it nobody can sign");
}
