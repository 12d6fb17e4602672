using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PolicyBuilder.Web.Hosting;

/// <summary>
/// Counts what an address does wrong, and says when it is too much: so many at once, then one every so often (a leaking bucket). Only wrong
/// things are counted, because a whole city may share one address. What it remembers is bounded. It goes by time that has passed: setting the
/// computer's clock keeps nobody out.
/// </summary>
internal sealed class AddressLimit(int atOnce, TimeSpan each, TimeProvider clock)
{
    private const int MostAddresses = 100_000;

    private readonly long begun = clock.GetTimestamp();

    // By address, since the beginning.
    private readonly ConcurrentDictionary<IPAddress, TimeSpan> emptyAt = new();

    /// <summary>Counts one for where a request came from; false if it is too much, and then the answer says how long to wait (RFC 9110, section 10.2.3).</summary>
    public bool TryCount(HttpContext context)
    {
        if (TryCount(context.Connection.RemoteIpAddress, out var wait))
            return true;
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return false;
    }

    private bool TryCount(IPAddress? address, out TimeSpan wait)
    {
        var key = Network(address);
        var now = clock.GetElapsedTime(begun);
        if (emptyAt.Count >= MostAddresses)
            Forget(now);
        var full = each * atOnce;
        var empty = emptyAt.AddOrUpdate(key, now + each, (_, before) => before - now > full - each ? before : (before > now ? before : now) + each);
        wait = empty - now > full - each ? empty - now - (full - each) : TimeSpan.Zero;
        return wait == TimeSpan.Zero || empty - now <= full - each;
    }

    private void Forget(TimeSpan now)
    {
        foreach (var (address, empty) in emptyAt)
        {
            if (empty <= now)
                emptyAt.TryRemove(address, out _);
        }
        if (emptyAt.Count >= MostAddresses)
            emptyAt.Clear();
    }

    // One who has an address of IPv6 has 2^64 of them (RFC 6177).
    private static IPAddress Network(IPAddress? address)
    {
        if (address is null)
            return IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes);
    }
}
