using System.Text.Json;
using PolicyBuilder.Web.Tests;
using Xunit;

namespace PolicyBuilder.Browser.Tests;

/// <summary>What a walk through served pages saw.</summary>
/// <param name="Complaints">What the browser wrote to its console.</param>
/// <param name="Strangers">Addresses of other servers that a page asked for.</param>
public abstract record SeenPages(SeenState[] States, string[] Complaints, string[] Strangers);

/// <summary>A town, and what the browser saw of its pages: once as they should be, once while something fails.</summary>
/// <param name="script">What walks through them; it lies beside the tests.</param>
public abstract class ServedPages<TSeen>(string script) : IAsyncLifetime
    where TSeen : SeenPages
{
    private Town? town;

    public Town City => town!;

    /// <summary>What was seen.</summary>
    public TSeen Seen { get; protected set; } = null!;

    /// <summary>What was seen while something failed.</summary>
    public TSeen Faults { get; protected set; } = null!;

    public async Task InitializeAsync()
    {
        if (!Chromium.IsHere)
            return;
        town = await Town.OpenAsync();
        await LookAsync();
    }

    public async Task DisposeAsync()
    {
        if (town is not null)
            await town.DisposeAsync();
    }

    /// <summary>Fills the town and walks through its pages, as they are and then with faults.</summary>
    protected abstract Task LookAsync();

    private protected TSeen Walk(object asked) => JsonSerializer.Deserialize<TSeen>(Chromium.Run(script, [], JsonSerializer.Serialize(asked)), JsonSerializerOptions.Web)!;
}
