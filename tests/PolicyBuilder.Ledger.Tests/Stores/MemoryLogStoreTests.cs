namespace PolicyBuilder.Ledger.Tests.Stores;

public class MemoryLogStoreTests : LogStoreContract
{
    private readonly Dictionary<string, MemoryLogStore> stores = [];

    internal override Task<ILogStore> OpenAsync(string origin)
    {
        if (!stores.TryGetValue(origin, out var store))
            stores[origin] = store = new MemoryLogStore(origin);
        return Task.FromResult<ILogStore>(store);
    }
}
