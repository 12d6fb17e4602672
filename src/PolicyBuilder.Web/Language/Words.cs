using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Web.Language;

/// <summary>
/// Everything that the employees' pages say, in one language. A language is a class, so a text that one of them lacks does not compile.
/// The policy itself is not translated: it is shown as published.
/// </summary>
public abstract class Words
{
    /// <summary>The languages there are, the first for those who ask for none of them.</summary>
    public static IReadOnlyList<Words> All { get; } = [new English(), new Spanish()];

    /// <summary>The language of a tag (BCP 47), by its first part; null if it is not here.</summary>
    public static Words? Find(string? tag) => All.FirstOrDefault(words => tag is not null && (tag.Equals(words.Tag, StringComparison.OrdinalIgnoreCase) || tag.StartsWith(words.Tag + "-", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Its tag (BCP 47).</summary>
    public abstract string Tag { get; }

    /// <summary>Its own name for itself.</summary>
    public abstract string Name { get; }

    public abstract string Date(DateOnly day);

    public abstract string Of(City city);

    // Every page
    public abstract string Skip { get; }
    public abstract string Languages { get; }
    public abstract string Back { get; }
    public abstract string Error { get; }
    public abstract string Problem { get; }
    public abstract string Help(Contact? contact);
    public abstract string NotAdvice { get; }
    public abstract string NothingSigned { get; }
    public abstract string Step(int number, int of);

    // The first page
    public abstract string SentYouADocument(City city);
    public abstract string LandingText { get; }
    public abstract string Continue { get; }

    // Reading
    public abstract string ReadTitle(string policy);
    public abstract string Version { get; }
    public abstract string Effective { get; }
    public abstract string SignBy { get; }
    public abstract string WhatChanged(string version, DateOnly signedOn);
    public abstract string ChangesIntroduction { get; }
    public abstract string NoChangesShown { get; }
    public abstract string Added { get; }
    public abstract string Removed { get; }
    public abstract string Changed { get; }
    public abstract string Moved { get; }
    public abstract string Before { get; }
    public abstract string Now { get; }
    public abstract string FullText { get; }
    public abstract string OpenAsPublished { get; }
    public abstract string DownloadWord { get; }
    public abstract string InLanguageNote { get; }
    public abstract string GoToConsent { get; }
    public abstract string HaveQuestions { get; }

    // Consent
    public abstract string ConsentTitle { get; }
    public abstract string ConsentDisclosure(City city);
    public abstract string Withdrawal(City city);
    public abstract string ConsentQuestion { get; }
    public abstract string ConsentElectronic { get; }
    public abstract string ConsentPaper { get; }
    public abstract string PaperFree { get; }
    public abstract string ChooseOne { get; }

    // Paper
    public abstract string PaperTitle { get; }
    public abstract string PaperText(City city);
    public abstract string PaperChangedMind { get; }

    // Signing
    public abstract string SignTitle { get; }
    public abstract string Statement { get; }
    public abstract string StatementDefault { get; }
    public abstract string Box { get; }
    public abstract string FullName { get; }
    public abstract string FullNameHint { get; }
    public abstract string TickTheBox { get; }
    public abstract string TypeYourName { get; }
    public abstract string NameTooLong(int most);
    public abstract string GoToCheck { get; }

    // Checking
    public abstract string CheckTitle { get; }
    public abstract string CheckText { get; }
    public abstract string Document { get; }
    public abstract string SignatureOn { get; }
    public abstract string Electronically { get; }
    public abstract string Ticked { get; }
    public abstract string Change { get; }
    public abstract string ChangeWhat(string what);
    public abstract string Button { get; }
    public abstract string ButtonNote { get; }

    // The receipt
    public abstract string SignedTitle { get; }
    public abstract string SignedOnPaperTitle { get; }
    public abstract string ReferenceLabel { get; }
    public abstract string SignedAt { get; }
    public abstract string NameTyped { get; }
    public abstract string Keep { get; }
    public abstract string DownloadReceipt { get; }
    public abstract string DownloadReceiptNote { get; }
    public abstract string CheckReceipt { get; }
    public abstract string MailComes(bool hasAddress);
    public abstract string ReceiptContact { get; }

    // Questions
    public abstract string QuestionsTitle { get; }
    public abstract string QuestionsText(City city);
    public abstract string QuestionsReason { get; }
    public abstract string IHaveQuestions { get; }
    public abstract string IDoNotAgree { get; }
    public abstract string ChooseReason { get; }
    public abstract string YourWords { get; }
    public abstract string YourWordsHint { get; }
    public abstract string WordsTooLong(int most);
    public abstract string Send { get; }
    public abstract string QuestionsSentTitle { get; }
    public abstract string QuestionsSentText(City city);
    public abstract string BackToPolicy { get; }

    // What can be wrong
    public abstract string UnknownTitle { get; }
    public abstract string UnknownText { get; }
    public abstract string ExpiredTitle(DateOnly day);
    public abstract string ExpiredText { get; }
    public abstract string SendNewLink { get; }
    public abstract string NewLinkTitle { get; }
    public abstract string NewLinkText { get; }
    public abstract string RevokedTitle { get; }
    public abstract string RevokedText { get; }
    public abstract string SupersededTitle(string version);
    public abstract string SupersededText { get; }
    public abstract string SessionTitle { get; }
    public abstract string SessionText { get; }
    public abstract string TooManyTitle { get; }
    public abstract string TooManyText { get; }
    public abstract string FaultTitle { get; }
    public abstract string FaultText { get; }
    public abstract string NothingSignedText { get; }
    public abstract string UnconfirmedTitle { get; }
    public abstract string UnconfirmedText { get; }
    public abstract string BadRequestTitle { get; }
    public abstract string BadRequestText { get; }
    public abstract string NotFoundTitle { get; }
    public abstract string NotFoundText { get; }
}
