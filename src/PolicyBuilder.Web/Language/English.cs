using System.Globalization;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Web.Language;

/// <summary>The pages in English.</summary>
public sealed class English : Words
{
    public override string Tag => "en";
    public override string Name => "English";
    public override string Date(DateOnly day) => Formats.English.Date(day);
    public override string Of(City city) => city.FullName;

    public override string Skip => "Skip to the main content";
    public override string Languages => "Language";
    public override string Back => "Back";
    public override string Error => "Error";
    public override string Problem => "There is a problem";
    public override string Help(Contact? contact) => contact?.Name is { } name ? $"Need help? Ask {name}." : "Need help? Ask your human resources department.";
    public override string NotAdvice => "This page is not legal advice.";
    public override string NothingSigned => "Nothing was signed.";
    public override string Step(int number, int of) => string.Create(CultureInfo.InvariantCulture, $"Step {number} of {of}");

    public override string SentYouADocument(City city) => $"{city.FullName} has sent you a document";
    public override string LandingText => "It is a policy for you to read and sign. It takes a few minutes. Opening this page signs nothing.";
    public override string Continue => "Continue";

    public override string ReadTitle(string policy) => $"Read: {policy}";
    public override string Version => "Version";
    public override string Effective => "In force from";
    public override string SignBy => "Please sign by";
    public override string WhatChanged(string version, DateOnly signedOn) => $"What changed since version {version}, which you signed on {Date(signedOn)}";
    public override string ChangesIntroduction => "These are all the changes. The full text follows.";
    public override string NoChangesShown => "The changes cannot be shown here. Please read the full text.";
    public override string Added => "Added";
    public override string Removed => "Removed";
    public override string Changed => "Changed";
    public override string Moved => "Moved";
    public override string Before => "Before";
    public override string Now => "Now";
    public override string FullText => "The full text";
    public override string OpenAsPublished => "Open the policy by itself, to print or save it";
    public override string DownloadWord => "Download it as a Word file";
    public override string InLanguageNote => "";
    public override string GoToConsent => "Continue to signing";
    public override string HaveQuestions => "I have questions, or I do not agree";

    public override string ConsentTitle => "How do you want to sign?";
    public override string ConsentDisclosure(City city) =>
        $"{city.FullName} can take your signature on this page. An electronic signature counts as much as one on paper. You need a device with a web browser, and a way to keep or print the receipt. You can have the policy and your receipt on paper, free of charge, now or later. This choice is for this document only.";
    public override string Withdrawal(City city) => $"You can change your mind until you press \"{Button}\": close this page and sign on paper. {Help(city.Contact)}";
    public override string ConsentQuestion => "Choose one";
    public override string ConsentElectronic => "I agree to sign electronically";
    public override string ConsentPaper => "I want to sign on paper";
    public override string PaperFree => "You can sign on paper instead. It is free.";
    public override string ChooseOne => "Choose how you want to sign";

    public override string PaperTitle => "Signing on paper";
    public override string PaperText(City city) => $"Nothing was signed. Print the policy or ask for a copy, which is free, sign its last page, and hand it in. {Help(city.Contact)}";
    public override string PaperChangedMind => "Sign electronically after all";

    public override string SignTitle => "Sign";
    public override string Statement => "Statement";
    public override string StatementDefault => "I have received a copy of this policy and have had the opportunity to read it and to ask questions about it.";
    public override string Box => "I make this statement";
    public override string FullName => "Your full name";
    public override string FullNameHint => "Type it as you sign it. Any alphabet is fine.";
    public override string TickTheBox => "Tick the box to make the statement";
    public override string TypeYourName => "Type your full name";
    public override string NameTooLong(int most) => string.Create(CultureInfo.InvariantCulture, $"Your name can have at most {most} characters here");
    public override string GoToCheck => "Continue";

    public override string CheckTitle => "Check before you sign";
    public override string CheckText => "Nothing has been signed yet.";
    public override string Document => "Document";
    public override string SignatureOn => "How";
    public override string Electronically => "Electronically";
    public override string Ticked => "ticked";
    public override string Change => "Change";
    public override string ChangeWhat(string what) => $"Change: {what}";
    public override string Button => "Sign this policy";
    public override string ButtonNote => "Pressing the button signs. Pressing it twice signs once.";

    public override string SignedTitle => "You have signed";
    public override string SignedOnPaperTitle => "You have signed on paper";
    public override string ReferenceLabel => "Reference";
    public override string SignedAt => "Signed";
    public override string NameTyped => "Name typed";
    public override string Keep => "Keep your receipt";
    public override string DownloadReceipt => "Download your receipt";
    public override string DownloadReceiptNote => "The receipt is a small file that proves your signature. Anyone with the city's public key can check it without asking the city. It holds your name and what you signed.";
    public override string CheckReceipt => "Check a receipt";
    public override string MailComes(bool hasAddress) => hasAddress ? "We also send it to you by e-mail. You can close this page." : "You can close this page.";
    public override string ReceiptContact => "If something here is wrong, tell the city at once.";

    public override string QuestionsTitle => "Questions, or you do not agree";
    public override string QuestionsText(City city) => $"What you write goes to human resources at {city.FullName} and is kept. It is not a signature.";
    public override string QuestionsReason => "Which is it?";
    public override string IHaveQuestions => "I have questions before I sign";
    public override string IDoNotAgree => "I do not agree with the policy";
    public override string ChooseReason => "Choose whether you have questions or do not agree";
    public override string YourWords => "Your words (optional)";
    public override string YourWordsHint => "Leave out health and other private matters.";
    public override string WordsTooLong(int most) => string.Create(CultureInfo.InvariantCulture, $"Write at most {most:N0} characters");
    public override string Send => "Send";
    public override string QuestionsSentTitle => "Your message was recorded";
    public override string QuestionsSentText(City city) => "Nothing was signed. Human resources has been told and will answer you. Your link stays open.";
    public override string BackToPolicy => "Back to the policy";

    public override string UnknownTitle => "This link does not work";
    public override string UnknownText => "Check that you copied all of it.";
    public override string ExpiredTitle(DateOnly day) => $"This link expired on {Date(day)}";
    public override string ExpiredText => "Nothing was signed. We can send a new link, to the e-mail address that the city has for you.";
    public override string SendNewLink => "Send a new link";
    public override string NewLinkTitle => "Look in your mail";
    public override string NewLinkText => "If the link was yours, a new one is on its way to the address that the city has for you. It can take a few minutes.";
    public override string RevokedTitle => "This link is no longer in use";
    public override string RevokedText => "Nothing was signed. Use the newest e-mail from the city, or contact human resources.";
    public override string SupersededTitle(string version) => $"Version {version} replaced this one";
    public override string SupersededText => "Nothing was signed. The city sends you a link to the new version; use that one, or contact human resources.";
    public override string SessionTitle => "This page was open for too long";
    public override string SessionText => "Open the link in your e-mail again to go on. If you have signed, it shows your receipt.";
    public override string TooManyTitle => "Too many attempts";
    public override string TooManyText => "Wait a few minutes and try again.";
    public override string FaultTitle => "Something went wrong on our side";
    public override string FaultText => "Try again in a few minutes. What you have signed stays signed.";
    public override string NothingSignedText => "Nothing was signed. Try again in a few minutes.";
    public override string UnconfirmedTitle => "We could not confirm your signature yet";
    public override string UnconfirmedText => "It may or may not have been recorded. Open the link in your e-mail again in a few minutes: it shows your receipt if you have signed. Nothing counts twice.";
    public override string BadRequestTitle => "The form could not be read";
    public override string BadRequestText => "Nothing was taken from it. Go back, reload the page and try again.";
    public override string NotFoundTitle => "There is no such page";
    public override string NotFoundText => "Check the address, or open the link in your e-mail again.";
}
