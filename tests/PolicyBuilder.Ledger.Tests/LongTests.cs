namespace PolicyBuilder.Ledger.Tests;

/// <summary>The environment variables that make the tests longer or stricter.</summary>
internal static class LongTests
{
    /// <summary>POLICYBUILDER_LONG_TESTS=1: repeat what is random as often as a release deserves.</summary>
    internal static bool Wanted => Environment.GetEnvironmentVariable("POLICYBUILDER_LONG_TESTS") == "1";

    /// <summary>POLICYBUILDER_REQUIRE_ALL=1: a missing program fails the tests that need it instead of skipping them.</summary>
    internal static bool RequireAll => Environment.GetEnvironmentVariable("POLICYBUILDER_REQUIRE_ALL") == "1";
}
