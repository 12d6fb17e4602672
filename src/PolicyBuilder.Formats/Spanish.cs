using System.Globalization;

namespace PolicyBuilder.Formats;

/// <summary>How Spanish writes dates.</summary>
public static class Spanish
{
    // The program carries no cultures with it.
    private static readonly string[] Months = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"];

    /// <summary>1 de enero de 2027.</summary>
    public static string Date(DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"{date.Day} de {Months[date.Month - 1]} de {date.Year}");
}
