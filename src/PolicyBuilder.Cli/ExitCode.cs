namespace PolicyBuilder.Cli;

/// <summary>What the program answers to the shell.</summary>
internal static class ExitCode
{
    /// <summary>Yes, or done.</summary>
    public const int Yes = 0;

    /// <summary>The answer is no: invalid, differs, incomplete.</summary>
    public const int No = 1;

    /// <summary>The command line was wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>Could not find out: disk, database, mail.</summary>
    public const int CouldNotFindOut = 3;

    /// <summary>A bug of ours (EX_SOFTWARE of sysexits.h).</summary>
    public const int OurBug = 70;
}
