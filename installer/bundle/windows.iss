; Inno Setup: the installer for Windows, per user and without administrator's rights; with /ALLUSERS, as an administrator,
; for all users.
; iscc /DVersion=0.2.0 /DProgram=0.2.0-1a2b3c4d /DSource=FOLDER windows.iss
; FOLDER is what `python -m installer.bundle.build` has written on Windows.

[Setup]
AppId=autolab-companion
AppName=Autolab Companion
AppVersion={#Version}
AppPublisher=The authors of Autolab Companion
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=commandline
DefaultDirName={code:Base}
DisableDirPage=yes
DisableProgramGroupPage=yes
DisableReadyPage=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
Compression=lzma2/max
SolidCompression=yes
OutputBaseFilename=autolab-companion-{#Version}-windows-x86_64
; Data is the user's and stays, as with `autolab-companion uninstall`.
UninstallFilesDir={code:Base}\program

[Files]
Source: "{#Source}\*"; DestDir: "{code:Base}\program\{#Program}"; Flags: recursesubdirs ignoreversion

[Run]
Filename: "{code:Base}\program\{#Program}\python.exe"; Parameters: "-I -m autolab_companion install --welcome"; Flags: runhidden; Check: not IsAdminInstallMode
Filename: "{code:Base}\program\{#Program}\python.exe"; Parameters: "-I -m autolab_companion install --system"; Flags: runhidden; Check: IsAdminInstallMode

[UninstallRun]
Filename: "{code:Base}\program\{#Program}\python.exe"; Parameters: "-I -m autolab_companion uninstall"; RunOnceId: "host"; Flags: runhidden; Check: not IsAdminInstallMode
Filename: "{code:Base}\program\{#Program}\python.exe"; Parameters: "-I -m autolab_companion uninstall --system"; RunOnceId: "host"; Flags: runhidden; Check: IsAdminInstallMode

[Code]
{ The folder that native_host/added_extensions.py calls the whole machine's, or the user's data folder. }
function Base(Param: String): String;
begin
  if IsAdminInstallMode then
    Result := ExpandConstant('{commonpf64}\autolab-companion')
  else
    Result := ExpandConstant('{localappdata}\autolab-companion');
end;
