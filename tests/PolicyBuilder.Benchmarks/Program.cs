using BenchmarkDotNet.Running;

// dotnet run -c Release --project tests/PolicyBuilder.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(PolicyBuilder.Benchmarks.Stages).Assembly).Run(args);
