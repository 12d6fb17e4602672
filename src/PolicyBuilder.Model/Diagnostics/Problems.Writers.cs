namespace PolicyBuilder.Model.Diagnostics;

public static partial class Problems
{
    public static Diagnostic NoPdfPrinter() =>
        Error("PB4001", SourceLocation.None with { File = "--to pdf" }, "there is no program on this machine that prints PDF",
            "install Chromium, Chrome, Edge or LibreOffice; or open the Word file and save it as PDF");
}
