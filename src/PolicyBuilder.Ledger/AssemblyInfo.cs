using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("PolicyBuilder.Ledger.Tests")]
