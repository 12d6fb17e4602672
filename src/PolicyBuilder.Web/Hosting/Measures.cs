using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using PolicyBuilder.Acknowledgements.Mailing;

namespace PolicyBuilder.Web.Hosting;

/// <summary>
/// What is counted and timed, for whoever watches the program; numbers only, about no one. With <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> set it goes
/// there (OpenTelemetry Protocol), and so does how long requests took, by the pattern of their address. No traces: those would name addresses,
/// and a link's token stands in one.
/// </summary>
public sealed class Measures
{
    /// <summary>The meter's name.</summary>
    public const string Name = "PolicyBuilder";

    private readonly Counter<long> mails;
    private readonly Counter<long> signatures;
    private readonly Histogram<double> duration;

    public Measures(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        mails = meter.CreateCounter<long>("policybuilder.mails", "{mail}", "Mails that a server took, refused, put off, or that were given up");
        signatures = meter.CreateCounter<long>("policybuilder.signatures", "{signature}", "What people did about a policy, each once");
        duration = meter.CreateHistogram(
            "policybuilder.signature.duration", "s", "From the button to the answer", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30] });
    }

    /// <summary>Someone did something: <c>electronic</c>, <c>paper</c>, <c>question</c>, <c>refusal</c>.</summary>
    public void Count(string kind) => signatures.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>The button that signs was answered: <c>signed</c>, <c>nothing_signed</c> or <c>unknown</c>.</summary>
    /// <param name="begun">When it was pressed (<see cref="Stopwatch.GetTimestamp"/>).</param>
    public void Answered(long begun, string outcome) => duration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Counts the mails of one round, while it runs.</summary>
    internal IProgress<SendingReport> Mails() => new Round(mails);

    /// <summary>Sends what is measured where the environment says.</summary>
    internal static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Measures>();
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]) && string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"]))
            return;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("policybuilder-web"))
            // Of ASP.NET Core's own, the durations: they know an address as its pattern only, /a/{token}.
            .WithMetrics(metrics => metrics.AddMeter(Name, "Microsoft.AspNetCore.Hosting").AddOtlpExporter());
    }

    // Called by one sender at a time.
    private sealed class Round(Counter<long> mails) : IProgress<SendingReport>
    {
        private SendingReport last = new();

        public void Report(SendingReport value)
        {
            Add(value.Sent - last.Sent, "sent");
            Add(value.Bounced - last.Bounced, "bounced");
            Add(value.GivenUp - last.GivenUp, "given_up");
            Add(value.Deferred - last.Deferred, "deferred");
            last = value;
        }

        private void Add(int count, string outcome)
        {
            if (count > 0)
                mails.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }
}
