namespace PolicyBuilder.Model.Diffing;

/// <summary>
/// The words by which changes are judged. Data, so that an institution can use its own: every list is in lower case and
/// compared without regard to case. A word in a list makes a change substantive when it comes, goes or changes places;
/// the lists of harmless things make a change editorial only if nothing else is in it.
/// </summary>
public sealed record ClassificationRules
{
    /// <summary>The default rules for policies in English.</summary>
    public static ClassificationRules English { get; } = new();

    /// <summary>Words of duty, permission and prohibition.</summary>
    public Sequence<string> Modals { get; init; } = Words(
        "must shall may should will would can could might ought need needs required require requires requirement requirements "
        + "mandatory optional obligated obliged permitted permit permits permission allowed allow allows authorized authorize "
        + "authorizes authorization entitled encouraged discouraged recommended expected prohibited prohibit prohibits forbidden "
        + "forbid banned barred discretion right rights reserves waive waives waived shan't won't");

    /// <summary>Words that deny.</summary>
    public Sequence<string> Negations { get; init; } = Words(
        "not no never none neither nor nothing nobody without cannot refrain refuse deny denied fail fails failure lack absent "
        + "false void null");

    /// <summary>Words of condition, exception and time.</summary>
    public Sequence<string> Conditions { get; init; } = Words(
        "if unless except excepting exception exceptions excluding exclude excludes exempt exempted provided providing only "
        + "solely exclusively until till when whenever where wherever while before after during within upon once prior following "
        + "immediately promptly notwithstanding subject pursuant otherwise however but although though because since despite "
        + "regardless conditional condition conditions contingent limited limit limits least most more less than over under "
        + "above below between minimum maximum always sometimes usually temporarily permanently annually monthly weekly daily "
        + "quarterly hourly yearly");

    /// <summary>Words that join.</summary>
    public Sequence<string> Connectors { get; init; } = Words("and or either both plus together alternatively jointly severally respectively as");

    /// <summary>Words of reach.</summary>
    public Sequence<string> Scopes { get; init; } = Words(
        "all any each every some several many few other others another including includes include included inclusive "
        + "such same own entire whole part partial parts partially generally specifically particular applicable applies apply "
        + "personal professional official private public confidential internal external part-time full-time temporary seasonal "
        + "paid unpaid formal informal written oral verbal electronic knowingly intentionally willfully wilfully negligently "
        + "reasonable reasonably material materially");

    /// <summary>Persons and bodies, in singular and plural.</summary>
    public Sequence<string> Actors { get; init; } = Words(
        "employee employees contractor contractors subcontractor subcontractors volunteer volunteers intern interns official "
        + "officials officer officers supervisor supervisors manager managers director directors mayor mayors council councils "
        + "city cities town towns county counties state department departments staff personnel applicant applicants candidate "
        + "candidates citizen citizens resident residents public vendor vendors consultant consultants agent agents "
        + "administrator administrators clerk clerks attorney attorneys chief chiefs head heads police user users member members "
        + "board boards commission commissions committee committees employer employers union unions minor minors person persons "
        + "individual individuals party parties third-party he she they him her them his hers their theirs who whoever anyone "
        + "everyone everybody someone we us our you your i");

    /// <summary>Numbers in letters, ordinals and fractions; figures are recognised by themselves.</summary>
    public Sequence<string> NumberWords { get; init; } = Words(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
        + "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion half quarter double "
        + "twice thrice single dozen first second third fourth fifth sixth seventh eighth ninth tenth percent");

    /// <summary>Units of time.</summary>
    public Sequence<string> Units { get; init; } = Words(
        "second seconds minute minutes hour hours day days night nights week weeks month months quarter quarters year years "
        + "business calendar working weekday weekdays weekend weekends january february march april june july august september "
        + "october november december monday tuesday wednesday thursday friday saturday sunday dollars cents");

    /// <summary>Beginnings that turn a word into its opposite.</summary>
    public Sequence<string> NegatingPrefixes { get; init; } = Words("un non non- in im ir il dis mis anti anti- de");

    /// <summary>
    /// Groups of spellings of one word, the preferred one first; slips of the pen among them only where they are no word
    /// of their own.
    /// </summary>
    public Sequence<Sequence<string>> Spellings { get; init; } =
    [
        ["email", "e-mail", "e mail"], ["emails", "e-mails"], ["emailed", "e-mailed"], ["emailing", "e-mailing"],
        ["website", "web site", "web-site"], ["websites", "web sites", "web-sites"], ["online", "on-line"], ["offline", "off-line"],
        ["offsite", "off-site"], ["onsite", "on-site"], ["worksite", "work site"],
        ["internet", "inter-net"], ["smartphone", "smart phone"], ["smartphones", "smart phones"],
        ["coworker", "co-worker"], ["coworkers", "co-workers"], ["city-owned", "city owned"],
        ["part-time", "part time"], ["full-time", "full time"], ["decision-making", "decision making"],
        ["cooperate", "co-operate"], ["cooperation", "co-operation"], ["coordinate", "co-ordinate"],
        ["acknowledgment", "acknowledgement"], ["acknowledgments", "acknowledgements"], ["judgment", "judgement"],
        ["canceled", "cancelled"], ["canceling", "cancelling"], ["traveled", "travelled"], ["traveling", "travelling"],
        ["labeled", "labelled"], ["fulfill", "fulfil"], ["enrollment", "enrolment"], ["license", "licence"],
        ["color", "colour"], ["behavior", "behaviour"], ["behaviors", "behaviours"], ["honor", "honour"], ["favor", "favour"],
        ["labor", "labour"], ["center", "centre"], ["organization", "organisation"], ["organizations", "organisations"],
        ["organize", "organise"], ["recognize", "recognise"], ["authorize", "authorise"], ["authorized", "authorised"],
        ["authorization", "authorisation"], ["utilize", "utilise"], ["utilizing", "utilising"], ["defense", "defence"],
        ["disclaimer", "disclamer"], ["the", "teh", "hte"], ["and", "adn", "nad"], ["receive", "recieve"], ["received", "recieved"],
        ["their", "thier"], ["separate", "seperate"], ["separately", "seperately"], ["occurred", "occured"],
        ["occurrence", "occurence"], ["accommodate", "accomodate"], ["accommodation", "accomodation"],
        ["employee", "employe", "emplyee", "employeee"], ["employees", "emplyees", "employeees"], ["government", "goverment"],
        ["definitely", "definately"], ["responsible", "responsable"], ["responsibility", "responsability"],
        ["maintenance", "maintainance"], ["necessary", "neccessary", "necesary"], ["privilege", "priviledge"],
        ["policy", "polciy", "poilcy"], ["policies", "policys"], ["information", "infomation", "informaton"],
        ["communication", "comunication", "communicaton"], ["confidential", "confidental"], ["disciplinary", "disciplinery", "diciplinary"],
        ["immediately", "immediatly"], ["believe", "beleive"], ["business", "buisness", "bussiness"], ["calendar", "calender"],
        ["environment", "enviroment"], ["guarantee", "garantee"], ["independent", "independant"], ["liaison", "liason"],
        ["personnel", "personell", "personnell"], ["preceding", "preceeding"], ["referred", "refered"], ["until", "untill"],
        ["which", "whcih"], ["with", "wiht"], ["address", "adress"], ["appropriate", "appropiate"], ["inappropriate", "inappropiate"],
        ["harassment", "harrassment"], ["prohibited", "prohibitted", "prohibted"], ["professional", "proffesional", "profesional"],
        ["such as", "suchas"], ["okay", "ok"],
    ];

    /// <summary>Words that are other words in capitals: <c>May</c>, <c>IT</c>, <c>US</c>.</summary>
    public Sequence<string> CaseSensitiveWords { get; init; } = Words(
        "may march august it us who aids polish mobile");

    /// <summary>Words and phrases at the head of a sentence that a comma may follow or not.</summary>
    public Sequence<string> IntroductoryPhrases { get; init; } =
    [
        "accordingly", "additionally", "also", "consequently", "finally", "for example", "for instance", "further", "furthermore",
        "in addition", "in general", "in particular", "likewise", "moreover", "similarly", "therefore", "thus",
    ];

    /// <summary>What may have a comma ahead of it or behind it, or not: (before, after).</summary>
    public Sequence<HarmlessComma> HarmlessCommas { get; init; } =
    [
        new("including", "but not limited to"), new("includes", "but is not limited to"), new("include", "but are not limited to"),
        new("but not limited to", ""), new("but is not limited to", ""), new("but are not limited to", ""),
        new("e.g.", ""), new("i.e.", ""), new("", "etc"),
    ];

    /// <summary>Blanks that hold whom to ask.</summary>
    public Sequence<string> ContactBlanks { get; init; } = Words("contact contact_name contact_email contact_phone contact.name contact.email contact.phone");

    /// <summary>Lines under the title that belong to the version, not to the policy.</summary>
    public Sequence<string> VersionFacts { get; init; } =
    [
        "version", "effective", "effective date", "adopted", "adopted by", "adopted on", "reference", "next review", "review by", "contact",
        "questions", "edition", "model edition",
    ];

    /// <summary>Words in a section's id or heading that make it hold definitions.</summary>
    public Sequence<string> DefinitionHeadings { get; init; } = Words("definitions definition glossary terms");

    /// <summary>Defined terms beside those found in the definitions of both versions.</summary>
    public Sequence<string> DefinedTerms { get; init; } = [];

    /// <summary>The share of all clauses that come, go or move from which the outline counts as restructured.</summary>
    public double RestructuredShare { get; init; } = 0.3;

    /// <summary>The fewest such clauses that count as restructuring without a section among them.</summary>
    public int RestructuredLeast { get; init; } = 5;

    private static Sequence<string> Words(string words) => words.Split(' ').ToSequence();
}

/// <summary>A comma between two phrases that changes nothing; an empty phrase stands for any.</summary>
public sealed record HarmlessComma(string Before, string After);
