using Glimmerglass.Bench;
using Glimmerglass.Bench.Backups;

// What is measured and tried by a command, because it takes minutes.
return args switch
{
    ["cases", .. var rest] => CaseTable.Print(Options.Of(rest)),
    ["mutate", .. var rest] => MutationRun.Run(Options.Of(rest)),
    ["speed", .. var rest] => SpeedTable.Print(Options.Of(rest)),
    ["backup", .. var rest] => await BackupTable.Print(Options.Of(rest)),
    ["drift", .. var rest] => await DriftTable.Print(Options.Of(rest)),
    ["all", .. var rest] => CaseTable.Print(Options.Of(rest)) | MutationRun.Run(Options.Of(rest)) | SpeedTable.Print(Options.Of(rest)),
    _ => Options.Explain(),
};
